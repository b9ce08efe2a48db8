"""Sentences that bound the one before them: exceptions, upper bounds, and what holds in the cases that it excepts."""

from __future__ import annotations

from dataclasses import replace

from bot.language.heads import is_certain
from bot.language.lexicon import load_lexicon
from bot.language.words import words
from bot.models import Passage, Statement


def limits(text: str) -> bool:
    """Whether a sentence begins as an exception to the one before it ("Dock …", "Detta gäller inte …"), or sets a bound to what it
    tells of ("*Beloppet får uppgå till* högst …")."""
    spoken = words(text)
    if spoken and is_certain(spoken[0]) and any(
        tuple(spoken[1 : 1 + len(phrase)]) == phrase for phrase in load_lexicon().clauses["sets_bound"]
    ):  # fmt: skip
        return True
    lowered = tuple(spoken[:5])
    return any(lowered[: len(phrase)] == phrase for phrase in load_lexicon().clauses["exceptions"])


def in_such_cases(text: str) -> bool:
    """Whether a sentence tells what holds in the cases that the one before it excepts ("*I sådana fall* avgörs frågan av …")."""
    spoken = tuple(words(text)[:4])
    return any(spoken[: len(phrase)] == phrase for phrase in load_lexicon().clauses["such_cases"])


def excepted_case(statements: list[Statement], passage: Passage) -> str:
    """The condition of the exception in the sentence before `passage` ("dock inte, *om insatsen överstiger …*"), or ""."""
    before = [one for one in statements if one.passage.ordinal == passage.ordinal - 1 and one.condition]
    lexicon = load_lexicon()
    for one in reversed(before):
        *excepted, case = one.condition.split("; ")
        denied = any(tuple(words(part)) in lexicon.clauses["excepting"] for part in excepted)
        if denied and case.split()[0].lower() in lexicon.words_of("conditions.finite"):
            return case
    return ""


def limit(statements: list[Statement], passage: Passage) -> None:
    """Make `passage` a condition of the statements of the sentence before it."""
    at = len(statements) - 1
    while at >= 0 and statements[at].passage.ordinal >= passage.ordinal - 1:
        one = statements[at]
        if one.passage.ordinal == passage.ordinal - 1:
            statements[at] = replace(one, condition="; ".join(part for part in (one.condition, passage.text) if part))
        at -= 1
