"""The store's nouns: messages, what is owed for them, and what came of asking. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """A message: the same however often Slack delivers it. `ts` may be the id of a button's or a shortcut's trigger."""

    team: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Job:
    """Something owed for a message: `work` says what, as plain JSON values; an edit has a `revision` of its own."""

    key: Key
    revision: str
    work: Mapping[str, Any]


class Receipt(Enum):
    """What came of a message that was received."""

    NEW = auto()
    CHANGED = auto()  # known, with another text
    KNOWN = auto()  # known as it is, or gone: nothing is owed


@dataclass(frozen=True, slots=True)
class Thread:
    """What the store knows of a thread in which the bot has answered: each question's `ts` and topic, the oldest first,
    and who asked last (a keyed hash)."""

    topics: tuple[tuple[str, str], ...]
    person: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Leave to call Slack for a job: its answer so far ("" for none), whether an earlier call may have arrived unseen,
    and what is known of the threads that were asked for."""

    answer_ts: str
    doubt: bool
    threads: Mapping[str, Thread | None] = field(default_factory=dict)


class NoClaim(Enum):
    """Why there is no leave to call Slack."""

    OVER = auto()  # done, gone, edited since, or taken over
    BUSY = auto()  # another process is at it: try again soon
