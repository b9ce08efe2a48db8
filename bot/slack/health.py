"""How the bot is at one moment, as those who watch over it are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import __version__

_LATE = 60.0  # seconds that an answer may wait to be posted
_UNSEEN = 300.0  # seconds in which the folder of the texts is looked at: one look may have to read much


@dataclass(frozen=True, slots=True)
class Health:
    """Numbers alone: nothing of what was asked, and nobody's name.

    `unreadable` counts the texts that cannot be read as they are now, `doubtful` the others with something doubtful about them.
    Ages are seconds: of the engine in use, of the last look at the folder, of the oldest answer that is not posted yet. `wanted` is the
    number of Socket Mode connections that should be `connected`; 0 in HTTP mode, which has none.
    """

    mode: str
    documents: int
    passages: int
    statements: int
    unreadable: int
    doubtful: int
    index_bytes: int
    index_age: float
    look_age: float
    waiting: int
    oldest_age: float
    connected: int
    wanted: int
    in_memory: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong, by the names in REASONS."""
        return tuple(name for name, wrong in REASONS.items() if wrong(self))

    @property
    def status(self) -> str:
        """ "ok", or "degraded": it answers, but not as well as it should."""
        return "degraded" if self.reasons else "ok"

    def as_json(self) -> dict[str, Any]:
        """The body of GET /health."""
        return {
            "status": self.status,
            "reasons": list(self.reasons),
            "version": __version__,
            "mode": self.mode,
            "documents": self.documents,
            "passages": self.passages,
            "statements": self.statements,
            "texts_unreadable": self.unreadable,
            "texts_doubtful": self.doubtful,
            "index_age_seconds": round(self.index_age, 1),
            "waiting": self.waiting,
            "oldest_waiting_seconds": round(self.oldest_age, 1),
            "connections": {"open": self.connected, "wanted": self.wanted} if self.wanted else None,
            "store": "in memory" if self.in_memory else "ok",
        }


REASONS: dict[str, Callable[[Health], bool]] = {
    "connections_missing": lambda health: health.connected < health.wanted,
    "store_in_memory": lambda health: health.in_memory,
    "answers_late": lambda health: health.oldest_age > _LATE,
    "texts_not_looked_at": lambda health: health.look_age > _UNSEEN,
}
