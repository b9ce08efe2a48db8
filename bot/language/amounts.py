"""Sums of money in a question, and the bounds that a statement sets to one."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import load_yaml
from bot.yamlfile import as_mapping, as_text, as_words

_NUMBER = r"\d{1,3}(?:[ \u00a0.]\d{3})+|\d+(?:,\d+)?"


def find_amount(text: str) -> float | None:
    """The first sum of money in `text` in kronor; None where there is none. "Över 500 000 kronor" is a krona more."""
    bounded = _bounded().search(text.lower())
    match = _amount().search(text.lower())
    if bounded and match and bounded.end() == match.end():
        beside = 0 if bounded["word"] in _words("inclusive") else -1 if bounded["word"] in _words("below") else 1
        return _value(match) + beside
    return _value(match) if match else None


def allows(text: str, amount: float) -> bool | None:
    """Whether the bounds in `text` ("högst 100 000 kronor", "överstiger …") let `amount` in; None where there is no bound."""
    verdict: bool | None = None
    for match in _range().finditer(text.lower()):
        unit = _units()[match["unit"]]
        inside = _number(match["low"]) * unit <= amount <= _number(match["high"]) * unit
        verdict = inside if verdict is None else verdict and inside
    for match in _bounded().finditer(text.lower()):
        bound = _value(match)
        inside = amount <= bound if match["word"] in _words("below") else amount > bound
        verdict = inside if verdict is None else verdict and inside
    return verdict


def _value(match: re.Match[str]) -> float:
    return _number(match["number"]) * _units()[match["unit"]]


def _number(digits: str) -> float:
    return float(re.sub(r"[ \u00a0.]", "", digits).replace(",", "."))


@cache
def _units() -> dict[str, float]:
    mapping = as_mapping(load_yaml("amounts.yaml")["units"], "amounts.yaml: units")
    return {unit: float(as_text(worth, unit)) for unit, worth in mapping.items()}


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(as_words(load_yaml("amounts.yaml")[name], f"amounts.yaml: {name}"), key=len, reverse=True))


@cache
def _amount() -> re.Pattern[str]:
    units = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(rf"(?<![\d.])(?P<number>{_NUMBER})\s+(?P<unit>{units})\b")


@cache
def _range() -> re.Pattern[str]:
    units = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(rf"(?<![\d.])(?P<low>{_NUMBER})\s*[–-]\s*(?P<high>{_NUMBER})\s+(?P<unit>{units})\b")


@cache
def _bounded() -> re.Pattern[str]:
    bounds = "|".join(re.escape(word) for word in (*_words("below"), *_words("above")))
    return re.compile(rf"\b(?P<word>{bounds})\s+(?:\w+\s+){{0,2}}?{_amount().pattern}")
