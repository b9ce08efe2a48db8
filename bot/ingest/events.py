"""What a sentence yields before matters are cut out: events, conditions, and verbs that no rule could read."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.models import ActorMention, Role


@dataclass(slots=True)
class Event:
    """One verb (or nominal) with its actor, before its matter is cut out.

    `left` is the chunk where its construction begins, `matter` the span of chunks that its matter may fill (an end of -1 is
    open: as far as the next event). `rule` names the construction.
    """

    actors: tuple[ActorMention, ...]
    role: Role | None
    verb: str
    rule: str
    left: int
    matter: tuple[int, int]
    modality: str = ""
    negative: bool = False
    infinitive: bool = False
    duty: bool = False
    passive: bool = False
    past: bool = False
    at: int = 0


@dataclass(slots=True)
class Reading:
    """What a sentence yields: events, spans of conditions (in chunks), and role verbs that no rule could read."""

    events: list[Event] = field(default_factory=list)
    conditions: list[tuple[int, int]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    subject: tuple[ActorMention, ...] = ()
