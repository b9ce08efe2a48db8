"""A person's answer kept as a note, by those who may: looked over in a window, and written once."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.errors import UserError
from bot.fresh import add_note
from bot.phrasebook import phrasebook
from bot.slack.blocks import pack, unpack
from bot.slack.desk import Ack, Desk
from bot.slack.forms import Draft, note_form
from bot.slack.payload import Body, ident, language_of, mapping, text, user_of
from bot.slack.windows import notice_window
from bot.store.asked import Note

_log = logging.getLogger(__name__)
_KIND = "note"


class Keeping:
    """The button that makes a note of a person's answer, and its window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._one_at_a_time = asyncio.Lock()

    def register(self, app: AsyncApp) -> None:
        """Add the listener of the window."""
        app.view("keep_note")(self._kept)

    async def keep(self, body: Body, kept: dict[str, Any]) -> None:
        """Open the window with what the note would be, for those who may keep it."""
        desk, language = self._desk, language_of(kept, self._desk.language)
        book, user = phrasebook(language), user_of(body)
        if user not in (*desk.config.slack.owners, ident(kept, "m")):
            await desk.tell(body, book.say("slack.keep_owners"))
        elif await self._is_kept(ident(kept, "h")):
            await desk.tell(body, book.say("slack.keep_again"))
        else:
            name = text(mapping(body, "user"), "name") or text(mapping(body, "user"), "username")
            today = date.today()
            source = book.say("slack.note_source_is", date=today.isoformat())
            draft = Draft(text(kept, "q"), text(kept, "a"), source, name)
            keep = pack({"h": ident(kept, "h"), "m": ident(kept, "m"), "l": language})
            await desk.open(body, note_form(language, draft, today, keep))

    async def _kept(self, ack: Ack, body: Body) -> None:
        """The note was looked over: it is written, and shown with the next answer to its question."""
        desk, view = self._desk, mapping(body, "view")
        kept, values = unpack(view.get("private_metadata")), mapping(view, "state", "values")
        language = language_of(kept, desk.language)
        book, told = phrasebook(language), ""
        try:
            if user_of(body) not in (*desk.config.slack.owners, ident(kept, "m")):
                told = book.say("slack.keep_owners")
            else:
                told = book.say("slack.keep_done" if await self._write(body, kept, values) else "slack.keep_again")
        except UserError as error:
            reason = str(error).replace(f"{desk.config.knowledge}/", "")
            await ack(response_action="errors", errors={"questions": book.say("slack.keep_refused", reason=reason)})
            return
        except Exception as error:
            told = desk.apology(error)
        await ack(response_action="update", view=notice_window(told, language))

    async def _write(self, body: Body, kept: dict[str, Any], values: Body) -> bool:
        """Write the note; False where it was written before. Raises UserError for what cannot be one."""
        desk, id_, person = self._desk, ident(kept, "h"), self._desk.person(body)
        said = {name: text(mapping(values, name, name), "value") for name in ("questions", "answer", "source", "owner")}
        async with self._one_at_a_time:
            if await self._is_kept(id_):
                return False
            await asyncio.to_thread(
                add_note,
                desk.config.knowledge,
                questions=said["questions"].splitlines(),
                answer=said["answer"],
                source=said["source"],
                owner=said["owner"],
                valid_until=text(mapping(values, "valid_until", "valid_until"), "selected_date"),
            )
            await desk.store.notes.propose(Note(f"{_KIND}-{id_}"[:32], _KIND, id_, person=person))
            await desk.store.notes.decide(f"{_KIND}-{id_}"[:32], "kept", person)
        _log.info("a person's answer was kept as a note")
        return True

    async def _is_kept(self, id_: str) -> bool:
        found = await self._desk.soon(self._desk.store.notes.get(f"{_KIND}-{id_}"[:32]), None)
        return found is not None and found.state == "kept"
