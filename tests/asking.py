"""What an engine tells, as tests that ask it in words compare it."""

from __future__ import annotations

from bot.engine import Engine


def bodies(engine: Engine, question: str) -> list[str]:
    """The bodies that are told, in their order; [] where nothing is asserted."""
    return [d.statement.actor.name for d in engine.ask(question).decisions if d.statement.actor]


def first(engine: Engine, question: str) -> str:
    """The body that is told first, or ""."""
    return next(iter(bodies(engine, question)), "")
