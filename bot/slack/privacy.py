"""What is kept of a person, told in the App Home, and deleted by the person's own hand."""

from __future__ import annotations

from typing import Any

from bot.config import StoreConfig
from bot.phrasebook import Phrasebook, phrasebook
from bot.slack.blocks import Block, actions, button, confirmation, context, header, pack, unpack
from bot.slack.desk import Desk
from bot.slack.payload import Body, language_of, mapping
from bot.store.asked import Forgotten
from bot.store.failures import StorageError

_KINDS = ("questions", "votes", "handovers", "notes", "threads", "messages")


def privacy(settings: StoreConfig, language: str) -> list[Block]:
    """The part of the App Home on privacy: what is kept by this configuration, and the button that deletes it."""
    book = phrasebook(language)
    confirm = confirmation(
        book.say("slack.forget_button"),
        book.say("slack.forget_confirm"),
        confirm=book.say("slack.forget_yes"),
        deny=book.say("slack.cancel"),
    )
    decision = settings.retention_decision
    kept = [
        book.of("kept_questions", settings.questions),
        book.say("slack.home_kept_votes"),
        book.say("slack.home_kept_days", days=settings.days),
        *([book.say("slack.home_kept_decision", decision=decision)] if decision else []),
    ]
    return [
        header(book.say("slack.home_privacy")),
        context(book.say("slack.home_privacy_lines")),
        context(" ".join(kept)),
        actions(
            button(book.say("slack.forget_button"), "forget", pack({"l": language}), style="danger", confirm=confirm)
        ),
    ]


class Privacy:
    """The button that deletes what is kept of the one who presses it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def forget(self, body: Body, kept: dict[str, Any]) -> None:
        """Delete what the store has of a person, and say what that was."""
        desk = self._desk
        language = language_of(kept or unpack(mapping(body, "view").get("private_metadata")), desk.language)
        book, person = phrasebook(language), desk.person(body)
        desk.outbox.forget(person)
        try:
            told = _told(await desk.store.forget(person), book)
        except StorageError:
            told = book.say("slack.forget_failed")
        await desk.tell(body, told)


def _told(found: Forgotten, book: Phrasebook) -> str:
    counts = {kind: getattr(found, kind) for kind in _KINDS}
    lines = [book.say("slack.forget_line", kind=book.of("forgotten", kind), count=n) for kind, n in counts.items() if n]
    return "\n".join([book.say("slack.forget_done"), *lines]) if lines else book.say("slack.forget_nothing")
