"""Records of what was asked, as tests put them into a store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from bot.store.asked import Question, Vote
from bot.store.jobs import Key
from bot.store.store import Store

T = TypeVar("T")
Asked = tuple[Question, Vote | None]


def using(url: str, steps: Callable[[Store], Awaitable[T]], keeps: str = "topic_words") -> T:
    """What the steps give that are taken with a store."""

    async def taken() -> T:
        store = Store(url, owner="test", keeps=keeps)
        try:
            return await steps(store)
        finally:
            store.close()

    return asyncio.run(taken())


def silent(*words: str, language: str = "sv", text: str = "") -> Question:
    """A question that was not answered."""
    return Question("mention", language, "not_found", words=words, text=text, person="asker")


def answered(*words: str, low: bool = False, text: str = "") -> Question:
    """A question that was answered."""
    return Question("mention", "sv", "answered", low=low, words=words, text=text, person="asker")


def wrong(reason: str = "", said: str = "") -> Vote:
    """A vote that calls an answer wrong."""
    return Vote("wrong", reason, said)


async def record(store: Store, questions: Iterable[Question | Asked], *, start: int = 1) -> None:
    """Record questions, each at a place of its own, with the votes on their answers."""
    for number, one in enumerate(questions, start):
        question, vote = one if isinstance(one, tuple) else (one, None)
        place = Key("T01TEST", "C01GEN", f"{number}.5")
        await store.questions.put(place, question)
        if vote is not None:
            await store.votes.put(place, f"voter{number}", vote)
