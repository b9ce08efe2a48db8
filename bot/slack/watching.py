"""The parts of the bot that tell how it is, and the look at all of them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.fresh import KeptEngine
from bot.slack.connections import Connections
from bot.slack.health import Health
from bot.slack.outbox import Outbox
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at; `connections` is None in HTTP mode, which has none."""

    kept: KeptEngine
    outbox: Outbox
    store: Store
    connections: Connections | None = None

    def look(self) -> Health:
        """How the bot is now."""
        engine, now = self.kept.engine, time.monotonic()
        documents, problems = engine.library.documents, engine.library.problems
        unreadable = {problem.file for problem in problems if problem.severe}
        return Health(
            mode="socket" if self.connections else "http",
            documents=len(documents),
            passages=sum(len(document.passages) for document in documents),
            statements=sum(len(document.statements) for document in documents),
            unreadable=len(unreadable),
            doubtful=len({problem.file for problem in problems} - unreadable),
            index_bytes=engine.index.nbytes,
            index_age=now - self.kept.made_at,
            look_age=now - self.kept.looked_at,
            waiting=len(self.outbox),
            oldest_age=self.outbox.oldest,
            connected=self.connections.live if self.connections else 0,
            wanted=self.connections.wanted if self.connections else 0,
            in_memory=self.store.in_memory,
        )
