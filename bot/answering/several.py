"""A message that asks for two bodies: "vem beslutar om medlemskap, och vem kan ge oss stöd?"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.answering.understand import LONGEST
from bot.answering.verdict import Verdict
from bot.language.analysis import is_light
from bot.language.patterns import Patterns
from bot.language.words import Token, fold, normalise, tokenise
from bot.models import Status

_WORDS = 3  # with the one that asks: shorter ones say nothing by themselves ("vem beslutar om …")
_BREAKS = frozenset(".!?;:,–—")


def questions_in(message: str, patterns: Patterns) -> tuple[str, ...]:
    """The two questions of a message that asks for a body twice, the second as it goes on from the first; () for any other."""
    text = normalise(message)[:LONGEST]
    tokens = tokenise(text)
    lowered = [fold(token.text) for token in tokens]
    asks = [at for at, token in enumerate(tokens) if token.is_word and patterns.at("who", lowered, at)]
    for first, second in pairwise(asks):
        begins = _begins(lowered, second, patterns)
        between = [token for token in tokens[first:second] if token.is_word]
        behind = [token for token in tokens[second:] if token.is_word]
        if begins and len(between) > _WORDS and len(behind) > 1 and _says_something(between):
            return text[: tokens[begins].start], text[tokens[second].start :]
    return ()


def _begins(lowered: Sequence[str], second: int, patterns: Patterns) -> int:
    """The place where the second question begins, before its "and" and behind a break; 0 where it is part of the first."""
    at = second
    while at > 0 and patterns.at("and", lowered, at - 1):
        at -= 1
    return at if at > 0 and (at < second or lowered[at - 1] in _BREAKS) else 0


def _says_something(tokens: Sequence[Token]) -> bool:
    return any(not is_light(token.text) for token in tokens[1:])


def join_verdicts(verdicts: Sequence[Verdict], most: int) -> Verdict | None:
    """One verdict of those on each question of a message, with what each asserts; None unless each asserts what was asked."""
    if any(one.status is not Status.ANSWERED or one.yes_no or "role_mismatch" in one.notes for one in verdicts):
        return None
    share = max(1, most // len(verdicts))
    chosen = {id(c.statement): c for one in verdicts for c in one.statements[:share]}
    return Verdict(
        Status.ANSWERED,
        tuple(chosen.values()),
        unknown=tuple(dict.fromkeys(word for one in verdicts for word in one.unknown)),
        notes=tuple(dict.fromkeys(note for one in verdicts for note in one.notes)),
    )
