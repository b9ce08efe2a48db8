"""Talk around the bot: what may be kept of a question for those that follow it, and what in a talk is a question at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.answering.marks import Understanding
from bot.answering.query import WITHHELD, Intent, Query
from bot.answering.slips import is_known
from bot.answering.understand import LONGEST
from bot.language.amounts import is_measured
from bot.language.patterns import Patterns, load_patterns
from bot.language.thesaurus import light_words, names_in_phrases
from bot.language.words import fold, key, normalise, tokenise
from bot.models import Asking

_SHORT = 8  # words of a follow-up such as "Och EU-projekt då?"


def keep_topic(query: Query, base: Understanding) -> str:
    """The question in words of the texts and of the word lists alone: no name, no number, no word that the texts lack.

    Read as the question before in a thread, it means what the question meant.
    """
    mended = {wrong.lower(): right for wrong, right in query.corrections}
    topical = {word.lower() for topic in query.topics for word in topic.text.split()}
    tokens = tokenise(normalise(query.question)[:LONGEST])
    bodies = base.directory.find(tokens, question=True, english=query.language == "en")
    inside, unlisted = (
        {at for one in bodies if one.listed is listed for at in range(one.start, one.end)} for listed in (True, False)
    )
    kept: list[str] = []
    for at, token in enumerate(tokens):
        word = token.text.lower()
        if not token.is_word:
            kept += [token.text] if token.text in "?.,!" else []
        elif word in mended:
            kept.append(mended[word])
        elif at in inside or _may_be_kept(token.text, query, base, named=at > 0 and tokens[at - 1].is_word):
            kept.append(token.text)
        elif (word in topical or at in unlisted) and kept[-1:] != [WITHHELD]:
            kept.append(WITHHELD)
    return " ".join(kept)


def topic_words(query: Query, base: Understanding, thread: Sequence[str] = ()) -> tuple[str, ...]:
    """What a question is about, as it may be kept and counted: listed bodies by their names, and the words or phrases of its topics.

    No name, no number, no word that neither the texts nor the word lists have: WITHHELD stands once, last, for all of those. `thread`
    holds the questions before it, where some of its topics come from.
    """
    safe = {right.lower() for _, right in query.corrections}
    for text in (*thread, query.question):
        tokens = tokenise(normalise(text)[:LONGEST])
        safe |= {
            token.text.lower()
            for at, token in enumerate(tokens)
            if token.is_word and _may_be_kept(token.text, query, base, named=at > 0 and tokens[at - 1].is_word)
        }
    listed = [mention for mention in query.actors if mention.keys[0] in base.directory.by_key]
    found = [mention.name for mention in listed if not mention.plural]
    withheld = len(listed) < len(query.actors)
    about = [t for t in query.topics if not (t.of_role or t.body or t.counted or t.little or t.around)]
    for topic in about or ([] if found else query.topics):
        written = [word for word in topic.text.split() if any(c.isalpha() for c in word)]
        kept = [word for word in written if word.lower() in safe]
        withheld = withheld or len(kept) < len(written)
        if kept and len(kept) == len(written):
            found.append(" ".join(map(_small, kept)))
        else:
            found += [_small(word) for word in kept if word.lower() not in light_words()]
    return (*dict.fromkeys(found), *((WITHHELD,) if withheld else ()))


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
        return word in base.vocabulary.surface or (any(map(is_measured, query.amounts)) and word.isdigit())
    if named and text[0].isupper():
        return word in base.vocabulary.surface
    if fold(word) in load_patterns(query.language).words or word in light_words():
        return True
    if word not in base.vocabulary.surface and (key(word) in _light_keys() or word in names_in_phrases()):
        return False  # inflections of small words are written out: "anna" is none of "annan"
    return is_known(word, base, query.language)


@cache
def _light_keys() -> frozenset[str]:
    return frozenset(map(key, light_words()))


def _small(word: str) -> str:
    """A word as it stands within a sentence: "Resor" is resor, "EU-projekt" stays."""
    return word if any(c.isupper() for c in word[1:]) else word.lower()


def _opens_question(lowered: list[str], patterns: Patterns) -> bool:
    at = 0
    while at < len(lowered) - 1 and patterns.at("follow_up", lowered, at):
        at += 1
    return any(patterns.at(kind, lowered, at) for kind in ("who", "what", "yes_no", "typed.date", "typed.deadline"))
