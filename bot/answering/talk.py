"""Talk around the bot: what may be kept of a question for those that follow it, and what in a talk is a question at all."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.marks import Understanding
from bot.answering.mending import is_known
from bot.answering.query import WITHHELD, Intent, Query
from bot.answering.understand import LONGEST
from bot.language.patterns import Patterns, load_patterns
from bot.language.words import fold, normalise, tokenise
from bot.models import Asking

_SHORT = 8  # words of a follow-up such as "Och EU-projekt då?"


def keep_topic(query: Query, base: Understanding) -> str:
    """The question in words of the texts and of the word lists alone: no name, no number, no word that the texts lack.

    Read as the question before in a thread, it means what the question meant.
    """
    return " ".join(text for text, _ in _kept(query, base))


def topic_words(query: Query, base: Understanding) -> tuple[str, ...]:
    """Of what may be kept, the words that say what the question is about, each once: no "vem", no "beslutar"."""
    kept = (text for text, topical in _kept(query, base) if topical and text != WITHHELD)
    return tuple(dict.fromkeys(kept))


def _kept(query: Query, base: Understanding) -> Iterator[tuple[str, bool]]:
    """What of the question may be kept, word by word, and whether each says what the question is about."""
    mended = {wrong.lower(): right for wrong, right in query.corrections}
    topical = {word.lower() for topic in query.topics for word in topic.text.split()}
    subject = {word.lower() for topic in query.topics if not topic.of_role for word in topic.text.split()}
    tokens = tokenise(normalise(query.question)[:LONGEST])
    bodies = base.directory.find(tokens, question=True, english=query.language == "en")
    inside = {at for one in bodies for at in range(one.start, one.end)}
    before = ""
    for at, token in enumerate(tokens):
        word, text = token.text.lower(), ""
        if not token.is_word:
            text = token.text if token.text in "?.,!" else ""
        elif word in mended:
            text = mended[word]
        elif at in inside or _may_be_kept(token.text, query, base, named=at > 0 and tokens[at - 1].is_word):
            text = token.text
        elif word in topical and before != WITHHELD:
            text = WITHHELD
        if text:
            yield text, word in subject or text.lower() in subject or (token.is_word and at in inside)
            before = text


def how_asked(query: Query, *, follows: bool, same_person: bool) -> Asking:
    """How surely `query` is meant for the bot.

    `follows` tells whether it stands in a thread where the bot has answered, `same_person` whether the one who asked there
    last wrote it: "och bygglov då?" of hers goes on from the answer, of somebody else it may be talk.
    """
    if query.intent is Intent.HELP:
        return Asking.NO
    patterns = load_patterns(query.language)
    lowered = [fold(t.text) for t in tokenise(normalise(query.question)[:LONGEST]) if t.is_word]
    questioned = query.question.rstrip().endswith("?")
    opens = _opens_question(lowered, patterns)
    goes_on = bool(lowered) and patterns.at("follow_up", lowered, 0) > 0 and len(lowered) <= _SHORT
    if (questioned or opens) and query.roles and query.intent in (Intent.WHO, Intent.WHAT, Intent.YES_NO):
        return Asking.YES
    goes_on = goes_on and (questioned or bool(patterns.at("follow_up", lowered, len(lowered) - 1)))
    if follows and goes_on and same_person:
        return Asking.YES
    if follows and (questioned or goes_on) and _is_about_texts(query):
        return Asking.PERHAPS
    return Asking.NO


def _is_about_texts(query: Query) -> bool:
    """Whether a question says by itself what it is about, in words that the texts have ("tar vi det imorgon?" does not)."""
    topics = [topic for topic in query.topics if topic.required]
    return bool(topics or query.actors) and all(topic.known for topic in topics)


def _may_be_kept(text: str, query: Query, base: Understanding, *, named: bool) -> bool:
    """Whether a word may be kept. Within a sentence (`named`) a capital makes a name: the texts must have it just so."""
    word = text.lower()
    if any(c.isdigit() for c in word):
        return word in base.vocabulary.surface or (bool(query.amounts) and word.isdigit())
    if named and text[0].isupper():
        return word in base.vocabulary.surface
    patterns = load_patterns(query.language)
    return fold(word) in patterns.words or is_known(word, base, query.language)


def _opens_question(lowered: list[str], patterns: Patterns) -> bool:
    at = 0
    while at < len(lowered) - 1 and patterns.at("follow_up", lowered, at):
        at += 1
    return any(patterns.at(kind, lowered, at) for kind in ("who", "what", "yes_no", "typed.date", "typed.deadline"))
