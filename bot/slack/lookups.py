"""Quick look-ups: the slash command, the shortcuts, and the windows that they open."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from bot.models import Status
from bot.phrasebook import phrasebook
from bot.slack.blocks import actions, button, pack, unpack
from bot.slack.card import Message, notice
from bot.slack.desk import Ack, Desk, Given, private, signed
from bot.slack.metrics import Surface
from bot.slack.payload import Body, channel_of, ident, language_of, mapping, text, user_of
from bot.slack.places import read_place, written
from bot.slack.text import read_question
from bot.slack.windows import answer_window, notice_window


class Lookups:
    """The listeners of the slash command, of both shortcuts and of submitted windows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Add the listeners to the app, with one for each kind of thing that nobody else listens to."""
        app.command(self._desk.config.slack.command)(self._command)
        app.command(re.compile(".*"))(_acknowledge)
        app.shortcut({"type": "shortcut", "callback_id": "search"})(self._open_search)
        app.shortcut({"type": "message_action", "callback_id": "who_decides"})(self._about_message)
        app.shortcut(re.compile(".*"))(_acknowledge)
        app.view("search")(self._searched)
        app.view("answer")(self._reply)
        app.view(re.compile(".*"))(_acknowledge)
        app.options(re.compile(".*"))(_no_options)

    async def _command(self, ack: Ack, body: Body) -> None:
        """Answer inside the acknowledgement; without text, open a window to search in."""
        desk = self._desk
        question = read_question(text(body, "text"), desk.me.user)
        try:
            if refusal := desk.refusal(body):
                await ack(**private(notice(refusal)))
            elif question:
                given = desk.ask(body, question, Surface.COMMAND)
                await ack(**private(private_card(desk, given, channel_of(body))))
                await desk.record(body, given)
            else:
                await ack()
                await desk.open(body, desk.search_window(desk.language))
        except Exception as error:
            await ack(**private(notice(desk.apology(error))))

    async def _open_search(self, ack: Ack, body: Body) -> None:
        await ack()
        await self._desk.open(body, self._desk.search_window(self._desk.language))

    async def _about_message(self, ack: Ack, body: Body) -> None:
        """Who decides about what a message says: the answer in a window, with a button that posts it in the thread."""
        await ack()
        desk, message = self._desk, mapping(body, "message")
        if refusal := desk.refusal(body):
            await desk.open(body, notice_window(refusal, desk.language))
            return
        try:
            given = desk.ask(body, read_question(text(message, "text"), desk.me.user), Surface.SHORTCUT)
            thread_ts, channel = ident(message, "thread_ts") or ident(message, "ts"), channel_of(body)
            card = desk.card(given.answer, channel=channel, place=given.place)
            reply_to = {"c": channel, "ts": thread_ts or ident(body, "message_ts"), "p": written(given.place)}
            await desk.open(body, answer_window(given.answer, card, reply_to=reply_to))
            await desk.record(body, given)
        except Exception as error:
            await desk.open(body, notice_window(desk.apology(error), desk.language))

    async def _searched(self, ack: Ack, body: Body) -> None:
        """Answer in the window that was searched in."""
        desk = self._desk
        value = text(mapping(body, "view", "state", "values", "question", "text"), "value")
        try:
            given = desk.ask(body, read_question(value, ""), Surface.SEARCH)
            card = desk.card(given.answer, place=given.place)
            await ack(response_action="update", view=answer_window(given.answer, card))
            await desk.record(body, given)
        except Exception as error:
            await ack(response_action="update", view=notice_window(desk.apology(error), desk.language))

    async def _reply(self, ack: Ack, body: Body) -> None:
        """Post the answer of a window in the thread of the message that it was asked about."""
        desk, view = self._desk, mapping(body, "view")
        kept = unpack(view.get("private_metadata"))
        channel, thread_ts, language = ident(kept, "c"), ident(kept, "ts"), language_of(kept, desk.language)
        book = phrasebook(language)
        try:
            answer, _ = desk.ask_again(kept)
            place = read_place(body, desk.team(body), text(kept, "p"))
            card = desk.card(answer, channel=channel, place=place if text(kept, "p") else None, votes=True)
            message = signed(card, book.say("slack.shared_by"), user_of(body))
            name = f"reply:{thread_ts}:{ident(view, 'id')}"
            outcome = await desk.post(body, channel, name, message, thread_ts=thread_ts, since=thread_ts)
            said = desk.outcome(outcome, book.say("slack.replied"), language)
        except Exception as error:
            said = desk.apology(error)
        await ack(response_action="update", view=notice_window(said, language))


def private_card(desk: Desk, given: Given, channel: str) -> Message:
    """The card of an answer that its asker alone sees, with a button that shares it beside those for the vote."""
    answer = given.answer
    card = desk.card(answer, channel=channel, place=given.place)
    if answer.status is Status.HELP:
        return card
    kept = {"l": answer.language, "q": answer.question, "p": written(given.place)}
    share = button(phrasebook(answer.language).say("slack.share"), "share", pack(kept, cut="q"))
    *above, votes = card.blocks
    return Message(card.text, (*above, actions(share, *votes["elements"])))


async def _acknowledge(ack: Ack) -> None:
    await ack()


async def _no_options(ack: Ack) -> None:
    await ack(options=[])
