"""The store's nouns for what came of asking: questions, votes, gaps, hand-overs, notes. All frozen.

A person is a keyed hash everywhere ("" where it is not known, or forgotten). The place of an answer is a `Key` whose `ts` is the
answer's own; an answer that Slack gives no `ts` of (a command's, a window's) has its question's key as its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.store.jobs import Key

VOTES = ("helpful", "wrong")
REASONS = ("wrong_body", "wrong_text", "missed", "other")  # why an answer is wrong; "" where it was not told


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was answered, as it is handed in. What of it is kept, the configuration decides (`store.questions`).

    `surface` is mention, direct, follow_up, unasked, suggested, command, shortcut or search; `status` is answered, passages or not_found; `low` tells that the margin was low; `words`
    are topic words: the texts' own. What is no question (a greeting, help) is not handed in.
    """

    surface: str
    language: str
    status: str
    low: bool = False
    words: tuple[str, ...] = ()
    text: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's opinion of an answer: one of VOTES, with one of REASONS and in the person's words what is right."""

    vote: str
    reason: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A vote "wrong" in the gap list: its reason ("" where none was given), what is right ("" where it was not said), when."""

    reason: str
    said: str
    at: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the texts, or the bot, did not answer well.

    `reasons` are silence, low, wrong, in this order. `text` is "" unless full texts are kept. `id` and `words` are empty, and
    `language` is "", for a complaint about an answer whose question is not recorded. `at` is in seconds since 1970.
    """

    id: str
    at: float
    language: str
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    complaints: tuple[Complaint, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions about the same words the texts did not answer well in a week (the year times 100 plus the week).

    `number` of them in all, with `silence` or with a `low` margin, the newest `newest` (seconds since 1970). `after` tells how many of
    the moments that were asked for lie before all of them.
    """

    words: tuple[str, ...]
    language: str
    week: int
    after: int
    number: int
    silence: int
    low: int
    newest: float


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in an ISO week of UTC ("2025-W07")."""

    week: str
    questions: int = 0
    silence: int = 0
    low: int = 0
    helpful: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What an owner made of a topic of the gap list: `state` is the caller's word (mended, dismissed …)."""

    state: str
    person: str
    at: float


@dataclass(frozen=True, slots=True)
class Handover:
    """A question put to a person. `state` is open, resolved, or closed (the one who asked was forgotten).

    `answer` is the place of the answer it came from, `thread_ts` the thread there ("" for none); `contact` whom it was put to, as
    configured; `posted` where that was posted, None before it was. `text` is the question, kept only as long as it is open.
    """

    id: str
    answer: Key
    asked_by: str
    contact: str
    text: str = ""
    thread_ts: str = ""
    language: str = ""
    state: str = "open"
    posted: Key | None = None
    resolved_by: str = ""
    at: float = 0.0
    resolved_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """A note or a test that somebody proposes out of a hand-over or a gap, until it is decided on.

    `kind` and `body` (plain JSON values) are the caller's; `source` is the id of the hand-over or question it comes from. `state` is
    proposed, kept or dropped; `body` is kept only as long as it is proposed.
    """

    id: str
    kind: str
    source: str
    body: Mapping[str, Any] = field(default_factory=dict)
    person: str = ""
    state: str = "proposed"
    decided_by: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind were deleted, or lost what they had of a person."""

    questions: int = 0
    votes: int = 0
    handovers: int = 0
    notes: int = 0
    threads: int = 0
    messages: int = 0

    def __add__(self, other: Forgotten) -> Forgotten:
        return Forgotten(*(getattr(self, one) + getattr(other, one) for one in self.__slots__))
