"""The numbers by which the verdict falls: calibration.yaml, read once. Only what measures them sets them otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.errors import UserError
from bot.yamlfile import Node, as_mapping, as_text, read_yaml

CALIBRATION = Path(__file__).with_name("calibration.yaml")
RIGHT_AT = "right_at"
_set_otherwise: dict[str, float] = {}
_rows_otherwise: list[tuple[float, float]] = []
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
def calibrated(values: Mapping[str, float], *, right_at: Mapping[float, float] | None = None) -> Iterator[None]:
    """While it lasts, `values`, and the table `right_at`, stand for those of the file in this whole process.

    For measuring: not while others ask. What an engine already made of the texts (how much a match is worth by where it stands)
    or found out about questions that it offers is not made anew.
    """
    before, rows_before = dict(_set_otherwise), _rows_otherwise[:]
    _set_otherwise.update(values)
    _rows_otherwise[:] = rows_before if right_at is None else sorted(right_at.items())
    _forget()
    try:
        yield
    finally:
        _set_otherwise.clear()
        _set_otherwise.update(before)
        _rows_otherwise[:] = rows_before
        _forget()


def numbers_asked_for() -> frozenset[str]:
    """The names that were asked for since the innermost `calibrated` began: nothing depended on any other number."""
    return frozenset(_asked_for)


def _forget() -> None:
    calibration.cache_clear()
    share_right.cache_clear()
    _asked_for.clear()


@cache
def share_right() -> tuple[tuple[float, float], ...]:
    """The table `right_at`: how well a statement fits a question, and the share of such answers that were right."""
    if _rows_otherwise:
        return tuple(_rows_otherwise)
    where = f"{CALIBRATION}: {RIGHT_AT}"
    rows = as_mapping(_nodes()[RIGHT_AT], where)
    return tuple(sorted((_number(fit, where), _number(as_text(node, where), where)) for fit, node in rows.items()))


@cache
def _read() -> Mapping[str, float]:
    numbers = {name: node for name, node in _nodes().items() if name != RIGHT_AT}
    return {name: _number(as_text(node, name), f"{CALIBRATION}: {name}") for name, node in numbers.items()}


@cache
def _nodes() -> Mapping[str, Node]:
    return as_mapping(read_yaml(CALIBRATION), str(CALIBRATION))


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(f"{where} should be a number, is {text!r}") from None
