"""How much one person may ask: a sliding minute, and one word about it."""

from __future__ import annotations

import time
from collections import deque
from enum import Enum, auto

from bot.store.jobs import Key

_WINDOW = 60.0  # seconds
_MOST_PEOPLE = 10_000


class Allowed(Enum):
    """Whether a question may be asked, and whether its asker is told that it may not."""

    YES = auto()
    TELL = auto()
    NO = auto()


class Allowance:
    """Counts each person's questions of the last minute; the same message delivered again counts once."""

    def __init__(self, per_minute: int) -> None:
        """`per_minute` 0 means no limit."""
        self._per_minute = per_minute
        self._asked: dict[str, deque[tuple[float, Key]]] = {}
        self._told: dict[str, float] = {}

    def take(self, person: str, key: Key) -> Allowed:
        """Count the question `key` of `person`."""
        if not self._per_minute:
            return Allowed.YES
        now = time.monotonic()
        asked = self._asked.setdefault(person, deque())
        while asked and asked[0][0] < now - _WINDOW:
            asked.popleft()
        if any(known == key for _, known in asked):
            return Allowed.YES
        if len(asked) < self._per_minute:
            asked.append((now, key))
            self._forget(now)
            return Allowed.YES
        return self.tell_once(person)

    def tell_once(self, person: str) -> Allowed:
        """TELL the first time in a minute, then NO."""
        now = time.monotonic()
        if now - self._told.get(person, -_WINDOW) < _WINDOW:
            return Allowed.NO
        self._told[person] = now
        return Allowed.TELL

    def _forget(self, now: float) -> None:
        if len(self._asked) > _MOST_PEOPLE:
            self._asked = {
                person: asked for person, asked in self._asked.items() if asked and asked[-1][0] > now - _WINDOW
            }
            self._told = {person: at for person, at in self._told.items() if at > now - _WINDOW}
