"""The buttons and menus under answers and in the App Home, a few lines each."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.phrasebook import LANGUAGES, phrasebook
from bot.slack.blocks import pack, unpack
from bot.slack.card import fingerprint
from bot.slack.desk import Ack, Desk, a_minute_ago, private, signed
from bot.slack.homepage import home_page, more
from bot.slack.lookups import private_card
from bot.slack.metrics import Surface
from bot.slack.owners import Owners
from bot.slack.payload import Body, channel_of, first_action, ident, language_of, mapping, text, user_of
from bot.slack.places import read_place
from bot.slack.privacy import privacy
from bot.slack.windows import all_window, answer_window, notice_window, section_window, why_window
from bot.store.jobs import Job, Key, Receipt

Press = Callable[[Body, dict[str, Any]], Awaitable[None]]
_ANYWHERE = ("reply", "resolve", "keep")  # those under a question to a person work where the bot answers nothing, too


class Buttons:
    """What each button and menu does, by the first part of its action's id."""

    def __init__(self, desk: Desk, more: Mapping[str, Press]) -> None:
        """`more` are the buttons that belong to somebody else."""
        self._desk, self._owners = desk, Owners(desk)
        self._known: dict[str, Press] = {
            "section": self._section,
            "why": self._why,
            "all": self._all,
            "share": self._share,
            "try": self._try,
            "search": self._search,
            "body": self._body,
            "language": self._language,
            "gap": self._gap,
            **more,
        }

    def register(self, app: AsyncApp) -> None:
        """Add the one listener of all buttons to the app."""
        app.action(re.compile(".*"))(self._pressed)

    async def open_home(self, user: str, *, language: str = "", body: str = "", shown: int = 0) -> None:
        """Draw a person's App Home."""
        desk, language = self._desk, language if language in LANGUAGES else self._desk.language
        view = home_page(
            desk.answerer.engine,
            language,
            command=desk.config.slack.command,
            name=desk.me.name,
            body=body,
            owners=await self._owners.blocks(phrasebook(language)) if self._owners.owns(user) else (),
            privacy=privacy(desk.config.store, language if language in LANGUAGES else desk.language),
            **({"shown": shown} if shown else {}),
        )
        await desk.api.decorate("views.publish", user_id=user, view=view)

    async def _pressed(self, ack: Ack, body: Body) -> None:
        """Something was pressed: it is acknowledged, and then done once, by the one it belongs to."""
        await ack()
        desk, action = self._desk, first_action(body)
        name = text(action, "action_id").split("_")[0]
        do = self._known.get(name)
        if (
            do is None
            or not user_of(body)
            or not await desk.store.first(Key(desk.team(body), "trigger", ident(body, "trigger_id")))
        ):
            return
        try:
            if refusal := desk.refusal(body, anywhere=name in _ANYWHERE):
                await desk.tell(body, refusal)
            else:
                await do(body, unpack(text(action, "value") or text(mapping(action, "selected_option"), "value")))
        except Exception as error:
            await desk.tell(body, desk.apology(error))

    async def _section(self, body: Body, kept: dict[str, Any]) -> None:
        desk, at, mark = self._desk, kept.get("n"), text(kept, "h")
        language = language_of(kept, desk.language)
        passages = desk.answerer.engine.section(text(kept, "f"), at) if isinstance(at, int) else []
        if any(fingerprint(passage) == mark for passage in passages):
            await desk.open(body, section_window(passages, mark, language))
        else:
            await desk.open(body, notice_window(phrasebook(language).say("slack.gone"), language))

    async def _why(self, body: Body, kept: dict[str, Any]) -> None:
        await self._desk.open(body, why_window(kept))

    async def _all(self, body: Body, kept: dict[str, Any]) -> None:
        answer, _ = self._desk.ask_again(kept)
        gone = notice_window(phrasebook(answer.language).say("slack.gone"), answer.language)
        await self._desk.open(body, all_window(answer) if answer.decisions else gone)

    async def _share(self, body: Body, kept: dict[str, Any]) -> None:
        """Post a private answer in its channel, once, and say who shared it."""
        desk = self._desk
        answer, thread = desk.ask_again(kept)
        book, place = phrasebook(answer.language), ident(mapping(body, "container"), "message_ts")
        if not await desk.store.first(
            Key(desk.team(body), channel_of(body), f"share:{place or text(body, 'trigger_id')}")
        ):
            return
        own = read_place(body, desk.team(body), text(kept, "p")) if text(kept, "p") else None
        card = desk.card(answer, thread, channel=channel_of(body), place=own, votes=True)
        message = signed(card, book.say("slack.shared_by"), user_of(body), answer.question)
        sent = {"text": message.text, "blocks": list(message.blocks), "replace_original": False}
        outcome = await desk.api.respond(text(body, "response_url"), response_type="in_channel", **sent)
        await desk.tell(body, desk.outcome(outcome, book.say("slack.shared"), book.language))

    async def _try(self, body: Body, kept: dict[str, Any]) -> None:
        """Ask a suggested question: in the talk where it was pressed, or in the window or private answer it stands in."""
        desk, question, container = self._desk, text(kept, "q"), mapping(body, "container")
        if text(container, "type") == "view":
            given = desk.ask(body, question, Surface.SUGGESTION)
            view = answer_window(given.answer, desk.card(given.answer, place=given.place))
            await desk.api.decorate("views.update", view_id=ident(container, "view_id"), view=view)
            await desk.record(body, given)
            return
        if container.get("is_ephemeral"):
            given = desk.ask(body, question, Surface.SUGGESTION)
            sent = private(private_card(desk, given, channel_of(body)))
            await desk.api.respond(text(body, "response_url"), replace_original=False, **sent)
            await desk.record(body, given)
            return
        channel = channel_of(body)
        work = {
            "kind": "question",
            "text": question,
            "thread_ts": ident(mapping(body, "message"), "thread_ts"),
            "user": user_of(body),
            "direct": channel.startswith("D"),
            "surface": "suggested",
            "echo": True,
            "received": time.time(),
            "since": a_minute_ago(),
        }
        name = ident(first_action(body), "action_ts") or ident(body, "trigger_id")
        if not channel:
            return
        job = Job(Key(desk.team(body), channel, f"try:{name}"), "", work)
        if await desk.store.receive(job, "") is Receipt.NEW:
            desk.outbox.put(job)

    async def _search(self, body: Body, kept: dict[str, Any]) -> None:
        await self._desk.open(body, self._desk.search_window(language_of(kept, self._desk.language)))

    async def _body(self, body: Body, chosen: dict[str, Any]) -> None:
        """Choose a body in the App Home, open more of what it does, or close it."""
        name = text(first_action(body), "action_id")
        kept = unpack(mapping(body, "view").get("private_metadata"))
        of_body, shown = text(kept, "b"), kept.get("n")
        if name == "body_close":
            of_body = ""
        elif name != "body_more":
            wanted = pack(chosen, cut="b", limit=150)
            bodies = self._desk.answerer.engine.bodies()
            of_body = next((one for one in bodies if pack({"b": one}, cut="b", limit=150) == wanted), "")
        opened = more(shown) if name == "body_more" and isinstance(shown, int) else 0
        await self.open_home(user_of(body), language=text(kept, "l"), body=of_body, shown=opened)

    async def _language(self, body: Body, _: dict[str, Any]) -> None:
        """Turn the App Home into the other language."""
        kept = unpack(mapping(body, "view").get("private_metadata"))
        await self.open_home(user_of(body), language=text(first_action(body), "value"), body=text(kept, "b"))

    async def _gap(self, body: Body, chosen: dict[str, Any]) -> None:
        """Mark a group of the gap list, and draw the App Home without it."""
        kept = unpack(mapping(body, "view").get("private_metadata"))
        await self._owners.mark(body, chosen)
        await self.open_home(user_of(body), language=text(kept, "l"), body=text(kept, "b"))
