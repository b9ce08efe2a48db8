"""What people think of an answer: one vote each, which they may change, and for a wrong answer why and what is right."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.phrasebook import LANGUAGES, phrasebook
from bot.slack.blocks import unpack
from bot.slack.desk import Ack, Desk
from bot.slack.forms import wrong_form
from bot.slack.payload import Body, first_action, language_of, mapping, text
from bot.slack.places import read_place, written
from bot.slack.text import shown
from bot.slack.windows import notice_window
from bot.store.asked import REASONS, VOTES, Vote


class Feedback:
    """The buttons of the vote, and the window that the second of them opens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Add the listener of the window."""
        app.view("wrong")(self._explained)

    async def vote(self, body: Body, _: dict[str, Any]) -> None:
        """A vote counts once it is pressed; of a wrong answer it is then asked why, with what was told before filled in."""
        desk = self._desk
        vote, language, carried = [*text(first_action(body), "value").split(" ", 2), "", ""][:3]
        if vote not in VOTES:
            return
        language = language if language in LANGUAGES else desk.language
        place, person = read_place(body, desk.team(body), carried), desk.person(body)
        if vote == "helpful":
            kept = await desk.soon(desk.store.votes.put(place, person, Vote(vote)), False)
            desk.metrics.voted(vote)
            await desk.tell(body, _thanks(kept, language))
            return
        earlier = await desk.soon(desk.store.votes.get(place, person), None)
        await desk.open(body, wrong_form(language, written(place), earlier))
        if earlier is None or earlier.vote != vote:
            await desk.store.votes.put(place, person, Vote(vote))
            desk.metrics.voted(vote)

    async def _explained(self, ack: Ack, body: Body) -> None:
        """Why an answer is wrong: recorded, and then thanked for in the window."""
        desk, view = self._desk, mapping(body, "view")
        kept, values = unpack(view.get("private_metadata")), mapping(view, "state", "values")
        language = language_of(kept, desk.language)
        try:
            reason = text(mapping(values, "reason", "reason", "selected_option"), "value")
            said = shown(text(mapping(values, "right", "right"), "value")).strip()
            vote = Vote("wrong", reason if reason in REASONS else "", said)
            place = read_place({}, desk.team(body), text(kept, "p"))
            saving = desk.store.votes.put(place, desk.person(body), vote, whole=True)
            told = _thanks(await desk.soon(saving, False), language)
        except Exception as error:
            told = desk.apology(error)
        await ack(response_action="update", view=notice_window(told, language))


def _thanks(kept: bool, language: str) -> str:
    return phrasebook(language).say("slack.thanks" if kept else "slack.not_saved")
