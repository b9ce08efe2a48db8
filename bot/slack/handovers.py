"""Ask a person: the question goes to its contact once, is answered or resolved once, and both sides are told."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.models import Contact
from bot.phrasebook import phrasebook
from bot.slack.api import Done, Outcome, Refused
from bot.slack.blocks import unpack
from bot.slack.card import Message
from bot.slack.desk import Ack, Desk
from bot.slack.forms import ask_form, mail_window, reply_form
from bot.slack.handover_card import (
    Asked,
    answered_message,
    closed_message,
    contact_name,
    handover_message,
    read_asked,
    reply_message,
    resolved_message,
)
from bot.slack.payload import Body, channel_of, ident, language_of, mapping, text, user_of
from bot.slack.places import read_place, thread_of, written
from bot.slack.text import shown
from bot.slack.windows import notice_window
from bot.store.jobs import Key

_LINK = 0.6  # seconds that a link to the thread is waited for
_WINDOW = 2.4  # seconds that a window is kept waiting; Slack gives up after three
_log = logging.getLogger(__name__)


class Handovers:
    """The button that puts a question to a person, those under that question, and the windows that they open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Add the listeners of the windows."""
        app.view("ask_person")(self._asked)
        app.view("reply_person")(self._replied)

    async def ask(self, body: Body, kept: dict[str, Any]) -> None:
        """Open the window in which a question is put to a person, or say that this was done before."""
        desk = self._desk
        answer, _ = desk.ask_again(kept)
        place, book = read_place(body, desk.team(body), text(kept, "p")), phrasebook(answer.language)
        contact = desk.answerer.engine.contact(answer, channel_of(body) or place.channel)
        if contact is None:
            await desk.tell(body, book.say("slack.person_missing", contact=desk.config.contact))
            return
        named = self._named(contact, answer.language)
        if contact.by_mail:
            await desk.open(body, mail_window(answer, contact, named))
        elif await desk.soon(desk.store.handovers.find(place, desk.person(body)), None):
            await desk.tell(body, book.say("slack.person_again", contact=named))
        else:
            where = {"q": answer.question, "t": kept.get("t") or [], "p": written(place), "in": channel_of(body)}
            await desk.open(body, ask_form(answer, contact, named, {**where, "ts": thread_of(body)}))

    async def _asked(self, ack: Ack, body: Body) -> None:
        """The question was sent: it is posted to its contact, once for each who asks and answer."""
        desk, view = self._desk, mapping(body, "view")
        kept = unpack(view.get("private_metadata"))
        language = language_of(kept, desk.language)
        try:
            late = phrasebook(language).say("slack.person_late")
            told = await desk.soon(self._hand_over(body, kept, mapping(view, "state", "values")), late, seconds=_WINDOW)
        except Exception as error:
            told = desk.apology(error)
        await ack(response_action="update", view=notice_window(told, language))

    async def _hand_over(self, body: Body, kept: dict[str, Any], values: Body) -> str:
        desk, handovers = self._desk, self._desk.store.handovers
        answer, _ = desk.ask_again(kept)
        place, channel, thread = read_place({}, desk.team(body), text(kept, "p")), ident(kept, "in"), ident(kept, "ts")
        contact, book = desk.answerer.engine.contact(answer, channel or place.channel), phrasebook(answer.language)
        if contact is None or contact.by_mail:
            return book.say("slack.person_missing", contact=desk.config.contact)
        question = shown(text(mapping(values, "question", "question"), "value")).strip() or answer.question
        more = shown(text(mapping(values, "more", "more"), "value")).strip()
        handover, _ = await handovers.open(
            place, desk.person(body), contact.rule, text=question, thread_ts=thread, language=answer.language
        )
        member = contact.to if contact.personal else ""
        channel = channel if thread else ""
        asked = Asked(handover.id, user_of(body), channel, thread, member, answer.language, question)
        link_helps = channel and not channel.startswith("D")  # nobody else can open a direct talk
        address = await self._address(channel, place) if link_helps else ""
        message = handover_message(asked, contact, more, address, desk.card(answer))
        outcome = await desk.post(body, contact.to, f"handover:{asked.id}", message, handover=asked.id)
        named = self._named(contact, answer.language)
        if outcome is None:
            return book.say("slack.person_again", contact=named)
        if isinstance(outcome, Refused):
            await handovers.withdraw(asked.id)
        _log.info("a question was handed over", extra={"rule": contact.rule})
        return desk.outcome(outcome, book.say("slack.person_asked", contact=named), answer.language)

    async def reply(self, body: Body, kept: dict[str, Any]) -> None:
        """Open the window in which a person answers, unless it was done before."""
        desk, asked = self._desk, read_asked(kept, self._desk.language)
        if await self._is_over(asked):
            await desk.tell(body, phrasebook(asked.language).say("slack.resolved_before"))
            return
        where = read_place(body, desk.team(body), "")
        await desk.open(body, reply_form(asked.language, asked.question, asked.packed(p=written(where))))

    async def _replied(self, ack: Ack, body: Body) -> None:
        """A person has answered: the answer goes to the one who asked, and the hand-over is over."""
        desk, view = self._desk, mapping(body, "view")
        kept = unpack(view.get("private_metadata"))
        asked, by = read_asked(kept, desk.language), user_of(body)
        book = phrasebook(asked.language)
        try:
            answer = shown(text(mapping(view, "state", "values", "answer", "answer"), "value")).strip()
            closing = self._close(body, asked, reply_message(asked, by, answer))
            outcome = await desk.soon(closing, Done(), seconds=_WINDOW)
            told = book.say("slack.resolved_before") if outcome is None else ""
            told = told or desk.outcome(outcome, book.say("slack.replied_person"), asked.language)
        except Exception as error:
            outcome, told = None, desk.apology(error)
        await ack(response_action="update", view=notice_window(told, asked.language))
        if outcome is not None:
            keeps = bool(asked.member or desk.config.slack.owners)
            message = answered_message(asked, by, answer, keeps=keeps)
            await self._update(read_place({}, desk.team(body), text(kept, "p")), message)
            await self._tell_owners(body, asked, message)

    async def resolve(self, body: Body, kept: dict[str, Any]) -> None:
        """The question is resolved elsewhere: both sides are told."""
        desk, asked, by = self._desk, read_asked(kept, self._desk.language), user_of(body)
        book = phrasebook(asked.language)
        outcome = None if await self._is_over(asked) else await self._close(body, asked, resolved_message(asked, by))
        if outcome is None:
            await desk.tell(body, book.say("slack.resolved_before"))
            return
        blocks = mapping(body, "message").get("blocks")
        told = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
        await self._update(read_place(body, desk.team(body), ""), closed_message(asked, by, told))
        await desk.tell(body, desk.outcome(outcome, book.say("slack.resolved_done"), asked.language))

    async def _close(self, body: Body, asked: Asked, message: Message) -> Outcome | None:
        """Tell the one who asked, in the thread or, where that is refused, directly, and resolve the hand-over. Of several who do so at
        once, the first one wins, and the others get None."""
        desk, name = self._desk, f"closing:{asked.id}"
        person = desk.person(body)
        noted = {"closes": asked.id, "by": person}
        outcome = await desk.post(body, asked.channel or asked.asker, name, message, thread_ts=asked.thread, **noted)
        if isinstance(outcome, Refused) and asked.channel:
            outcome = await desk.post(body, asked.asker, f"{name}:directly", message, **noted)
        if outcome is not None:
            await desk.store.handovers.resolve(asked.id, person)
        return outcome

    async def _is_over(self, asked: Asked) -> bool:
        found = await self._desk.soon(self._desk.store.handovers.get(asked.id), None)
        return found is not None and found.state != "open"

    async def _update(self, place: Key, message: Message) -> None:
        """Change the hand-over where it was posted."""
        if not place.channel or not place.ts:
            return
        changed = {"channel": place.channel, "ts": place.ts, "text": message.text, "blocks": list(message.blocks)}
        await self._desk.api.decorate("chat.update", **changed)

    async def _tell_owners(self, body: Body, asked: Asked, message: Message) -> None:
        """Where one person was asked, whom nobody else reads along with, the owners of the texts get the answer, too."""
        owners = self._desk.config.slack.owners if asked.member else ()
        for number, owner in enumerate(owners):
            if owner not in (user_of(body), asked.member):
                await self._desk.enter(body, owner, f"answered:{asked.id}:{number}", message)

    def _named(self, contact: Contact, language: str) -> str:
        return contact_name(contact, self._desk.config.contact, phrasebook(language))

    async def _address(self, channel: str, place: Key) -> str:
        """The address of the answer in its thread; "" where Slack does not tell it soon."""
        asking = self._desk.api.call("chat.getPermalink", channel=channel, message_ts=place.ts)
        try:
            outcome = await asyncio.wait_for(asking, _LINK)
        except TimeoutError:
            return ""
        address = str(outcome.data.get("permalink", "")) if isinstance(outcome, Done) else ""
        return address if address.startswith(("https://", "http://")) else ""
