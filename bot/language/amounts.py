"""Sums of money, spans of time and shares in a question, and the bounds that a statement sets to one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from bot.language.analysis import is_light
from bot.language.lexicon import load_yaml
from bot.language.words import fold, key
from bot.yamlfile import as_mapping, as_text, as_words

_GROUPED = r"\d{1,3}(?:[ \u00a0.,]\d{3})+"
_DIGITS = rf"{_GROUPED}|\d+(?:[,.]\d+)?"
_COUNTED = re.compile(rf"(?<![\w.,])(?P<number>{_GROUPED}|\d+)\s+(?P<unit>[^\W\d_]{{4,}})")  # a number of things
_T = TypeVar("_T")
_MEASURED = ("money", "time", "share")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of a kind: "money" in kronor, "time" in days, "share" in per cent, or the key of what is counted ("300 *exemplar*")."""

    kind: str
    value: float


def is_measured(amount: Amount) -> bool:
    """Whether a quantity is of money, time or a share, and not a number of things."""
    return amount.kind in _MEASURED


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The quantities in `text`. "Över 500 000 kronor" is a krona more; a number in groups of three is money without a unit, too."""
    lowered = text.lower()
    bounds = {match.end(): match["word"] for match in _bounded().finditer(lowered)}
    found = [_beside(_value(match), bounds.get(match.end(), "")) for match in _amount().finditer(lowered)]
    counted = _COUNTED.finditer(lowered)
    things = (one for one in counted if one["unit"] not in _units() and not is_light(one["unit"]))  # "80 000 *innan* …"
    found += [Amount(key(match["unit"]), _number(match["number"])) for match in things]
    if not any(amount.kind == "money" for amount in found):
        bare = re.search(rf"(?<![\w.,-]){_GROUPED}(?![\s\d.,-]*\d)", lowered)
        found += [Amount("money", _number(bare.group()))] if bare else []
    return tuple(found)


def fit(text: str, amounts: Sequence[Amount]) -> float | None:
    """How well `amounts` lie within the bounds in `text` ("högst 100 000 kronor"): 0 outside one, else up to 1, the nearer the
    bound the more; None where nothing can be compared."""
    best: float | None = None
    text = text.lower()
    for amount in amounts:
        for match in _range().finditer(text):
            if _kinds()[match["unit"]] == amount.kind:
                unit = _units()[match["unit"]]
                if not _number(match["low"]) * unit <= amount.value <= _number(match["high"]) * unit:
                    return 0.0
                best = 1.0
        for match in _bounded().finditer(text):
            bound = _value(match)
            if bound.kind != amount.kind:
                continue
            below = (match["word"] in _words("below")) is not _is_denied(text, match.start())
            if not (amount.value <= bound.value if below else amount.value > bound.value):
                return 0.0
            low, high = sorted((amount.value, bound.value))
            best = max(best or 0.0, low / high if high else 1.0)
        if not is_measured(amount):
            best = _fit_counted(text, amount, best)
            if best == 0.0:
                return 0.0
    return best


def _fit_counted(text: str, amount: Amount, best: float | None) -> float | None:
    """How well a number of things lies within the bounds that `text` sets to those things; `best` where it sets none."""
    for match in _bounded_count().finditer(text):
        if key(match["unit"]) == amount.kind:
            bound = _number(match["number"])
            within = amount.value <= bound if match["word"] in _words("below") else amount.value >= bound
            if not within:
                return 0.0
            best = 1.0
    return best


def _is_denied(text: str, at: int) -> bool:
    """Whether the bound at `at` stands in what is excepted ("*dock inte om* insatsen överstiger …"): up to it the rest holds."""
    clause = text[max(text.rfind(". ", 0, at), 0) : at]
    return _denied().search(clause) is not None


def _beside(amount: Amount, bound: str) -> Amount:
    """A quantity that is said to be over or under a bound, as one just beside it."""
    if not bound or bound in _words("inclusive"):
        return amount
    return Amount(amount.kind, amount.value + (-1 if bound in _words("below") else 1))


def _value(match: re.Match[str]) -> Amount:
    unit = match["unit"]
    return Amount(_kinds()[unit], _number(match["number"]) * _units()[unit])


def _number(written: str) -> float:
    if written in _spelt():
        return _spelt()[written]
    if re.fullmatch(_GROUPED, written):
        return float(re.sub(r"\D", "", written))
    return float(written.replace(",", "."))


@cache
def _kinds() -> dict[str, str]:
    units = as_mapping(load_yaml("amounts.yaml")["units"], "amounts.yaml: units")
    return _with_folded({unit: kind for kind, listed in units.items() for unit in as_mapping(listed, kind)})


@cache
def _units() -> dict[str, float]:
    units = as_mapping(load_yaml("amounts.yaml")["units"], "amounts.yaml: units")
    listed = [item for kind, inside in units.items() for item in as_mapping(inside, kind).items()]
    return _with_folded({unit: float(as_text(worth, unit)) for unit, worth in listed})


@cache
def _spelt() -> dict[str, float]:
    numbers = as_mapping(load_yaml("amounts.yaml")["numbers"], "amounts.yaml: numbers")
    return _with_folded({word: float(as_text(value, word)) for word, value in numbers.items()})


def _with_folded(listed: dict[str, _T]) -> dict[str, _T]:
    """`listed` with each word also as it is written without its å ä ö."""
    return {fold(word): value for word, value in listed.items()} | listed


def number_words() -> Collection[str]:
    """The words that are numbers ("tio", "ten")."""
    return _spelt().keys()


@cache
def _words(name: str) -> tuple[str, ...]:
    listed = as_words(load_yaml("amounts.yaml")[name], f"amounts.yaml: {name}")
    return tuple(sorted({*listed, *map(fold, listed)}, key=lambda word: (-len(word), word)))


@cache
def _amount() -> re.Pattern[str]:
    units = "|".join(sorted(_units(), key=len, reverse=True))
    spelt = "|".join(sorted(_spelt(), key=len, reverse=True))
    return re.compile(rf"(?<![\w.,])(?P<number>{_DIGITS}|{spelt})(?:\s+|-)?(?P<unit>{units})\b")


@cache
def _bounded_count() -> re.Pattern[str]:
    bounds = "|".join(re.escape(word) for word in (*_words("below"), *_words("above")))
    return re.compile(rf"\b(?P<word>{bounds})\s+{_COUNTED.pattern}")


@cache
def _denied() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in _words('denied'))})\b(?!.*\d)")


@cache
def _range() -> re.Pattern[str]:
    units = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(rf"(?<![\d.])(?P<low>{_DIGITS})\s*[–-]\s*(?P<high>{_DIGITS})\s+(?P<unit>{units})\b")


@cache
def _bounded() -> re.Pattern[str]:
    bounds = "|".join(re.escape(word) for word in (*_words("below"), *_words("above")))
    return re.compile(rf"\b(?P<word>{bounds})\s+(?:\w+\s+){{0,2}}?{_amount().pattern}")
