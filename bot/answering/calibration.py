"""The numbers by which the verdict falls: calibration.yaml, read once. Only what measures them sets them otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.errors import UserError
from bot.yamlfile import as_mapping, as_text, read_yaml

CALIBRATION = Path(__file__).with_name("calibration.yaml")
_set_otherwise: dict[str, float] = {}
_asked_for: set[str] = set()


@cache  # it is asked for in inner loops
def calibration(name: str) -> float:
    """One number of calibration.yaml. Raises UserError for one that is not there."""
    known = _read()
    if name not in known:
        raise UserError(f"{CALIBRATION}: {name!r} is not there; known: {', '.join(known)}")
    _asked_for.add(name)
    return _set_otherwise.get(name, known[name])


@contextmanager
def calibrated(values: Mapping[str, float]) -> Iterator[None]:
    """While it lasts, `values` stand for those of the file in this whole process. For measuring: not while others ask.

    What an engine already made of the texts (how much a match is worth by where it stands) is not made anew.
    """
    before = dict(_set_otherwise)
    _set_otherwise.update(values)
    _forget()
    try:
        yield
    finally:
        _set_otherwise.clear()
        _set_otherwise.update(before)
        _forget()


def numbers_asked_for() -> frozenset[str]:
    """The names that were asked for since the innermost `calibrated` began: nothing depended on any other number."""
    return frozenset(_asked_for)


def _forget() -> None:
    calibration.cache_clear()
    _asked_for.clear()


@cache
def _read() -> Mapping[str, float]:
    numbers = as_mapping(read_yaml(CALIBRATION), str(CALIBRATION))
    return {name: _number(as_text(node, name), f"{CALIBRATION}: {name}") for name, node in numbers.items()}


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(f"{where} should be a number, is {text!r}") from None
