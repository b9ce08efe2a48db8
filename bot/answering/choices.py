"""What may have been meant where nothing may be asserted: whole questions that the texts answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from bot.answering.marks import Understanding
from bot.answering.query import Intent, Query
from bot.answering.ranking import Candidate
from bot.answering.slips import is_known
from bot.answering.threads import goes_on
from bot.answering.understand import LONGEST
from bot.answering.verdict import Verdict
from bot.answering.wording import word_body_question, word_questions
from bot.language.patterns import load_patterns
from bot.language.thesaurus import light_words
from bot.language.words import Token, fold, normalise, tokenise
from bot.models import Statement, Status

Judged = Callable[[str, Sequence[str]], tuple[Query, Verdict]]  # what a question, after those of a thread, leads to

_MOST = 3
_TRIED = 6  # spellings, or statements, that are tried


def find_choices(
    query: Query, near: Sequence[Candidate], thread: Sequence[str], base: Understanding, ask: Judged
) -> tuple[str, ...]:
    """Up to three questions that `query` may have meant, each answered by `ask`: by itself, and after `thread` and `query`.

    Where a word is as near to two others, they are the question with each put in; else the questions that the statements
    that came `near` answer.
    """
    found: list[str] = []
    for question in islice(_spelt_otherwise(query, base), _TRIED):
        if _leads(question, None, query, thread, ask):
            found.append(question)
    # Mere words that the texts do not have ask nothing of them ("rekommendera en bra film").
    beyond = query.intent is Intent.KEYWORDS and not query.roles and not all(topic.known for topic in query.topics)
    if found or beyond:
        return tuple(found[:_MOST])
    for candidate in near[:_TRIED]:
        for question in _worded(query, candidate, base):
            if question not in (query.question, *found) and _leads(question, candidate.statement, query, thread, ask):
                found.append(question)
                break
        if len(found) == _MOST:
            break
    return tuple(found)


def _leads(question: str, to: Statement | None, query: Query, thread: Sequence[str], ask: Judged) -> bool:
    """Whether `question` is answered (by the statement `to`), wherever it is asked, in the language of `query`."""
    read, verdict = ask(question, ())
    if read.language != query.language or not _answers(verdict, to):
        return False
    lowered = [fold(t.text) for t in tokenise(normalise(question)) if t.is_word]
    if goes_on(read, lowered, load_patterns(read.language)):  # "*den* internationella strategin"
        return _answers(ask(question, (*thread, query.question))[1], to)
    return True


def _answers(verdict: Verdict, to: Statement | None) -> bool:
    if to is None:
        return verdict.status in (Status.ANSWERED, Status.PASSAGES)
    return "role_mismatch" not in verdict.notes and any(c.statement is to for c in verdict.statements)


def _worded(query: Query, candidate: Candidate, base: Understanding) -> list[str]:
    """The questions that a statement may answer; to a question of what a body does, the one for all that it does in that role."""
    if query.intent is Intent.WHAT and candidate.actor_fits:
        return [word_body_question(candidate.statement, query.language, base.directory)]
    return word_questions(candidate.statement, query.language, base.directory)


def _spelt_otherwise(query: Query, base: Understanding) -> Iterator[str]:
    """The question with each unknown word that has several equally near ones replaced by one of them."""
    text = normalise(query.question)[:LONGEST]
    tokens = [token for token in tokenise(text) if token.is_word]
    bodies = _bodies(tokens, query.language, base)
    doubtful = [
        (token, others)
        for at, token in enumerate(tokens)
        if (others := bodies.get(at) or _equally_near(token.text.lower(), query.language, base))
    ]
    for chosen in product(*(others for _, others in doubtful)) if doubtful else ():
        spelt = text
        for (token, _), word in reversed(list(zip(doubtful, chosen, strict=True))):  # from the end: places stay true
            first = word[0].upper() if token.text[0].isupper() else word[0].lower()
            spelt = spelt[: token.start] + first + word[1:] + spelt[token.end :]
        yield spelt


def _equally_near(word: str, language: str, base: Understanding) -> tuple[str, ...]:
    """The words that one in small letters was as likely meant to be; () for one that is known or surely mended."""
    speller = base.speller(language)
    if word in light_words() or is_known(word, base, language) or speller.unfold(word):
        return ()
    return speller.alternatives(word)


def _bodies(tokens: Sequence[Token], language: str, base: Understanding) -> dict[int, tuple[str, ...]]:
    """The listed bodies that the name of one nobody listed is as near to, by the place of its one word."""
    known = base.directory.by_key
    found = {}
    for one in base.directory.find(tokens, question=True, english=language == "en"):
        own = one.mention.keys[0]
        if not one.listed and one.end - one.start == 1 and own not in base.vocabulary:
            near = base.speller("sv").nearest_of(own, known)
            found[one.start] = tuple(dict.fromkeys(known[key].name for key in near))
    return {at: names for at, names in found.items() if len(names) > 1}
