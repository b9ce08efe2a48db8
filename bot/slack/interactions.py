"""What people press, type and choose: the slash command, shortcuts, buttons, windows and the App Home."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.config import Config
from bot.models import Answer
from bot.phrasebook import LANGUAGES, phrasebook
from bot.slack.answerer import Answerer
from bot.slack.api import Done, Outcome, Refused, SlackApi
from bot.slack.blocks import Block, actions, button, line, link, pack, person, rich_text, span, unpack
from bot.slack.card import Message, fingerprint, notice
from bot.slack.events import Me
from bot.slack.homepage import home_page, more
from bot.slack.outbox import Outbox
from bot.slack.people import People
from bot.slack.text import clip, escape, read_question
from bot.slack.windows import all_window, answer_window, notice_window, search_window, section_window, why_window
from bot.store.store import Job, Key, Receipt, Store

Body = Mapping[str, Any]
_SOON = 2.0  # seconds that a window waits for a post before it says that it is on its way
_NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived")
_log = logging.getLogger(__name__)


class Interactions:
    """The listeners, each a few lines: who pressed what where, and what is shown for it."""

    def __init__(
        self,
        config: Config,
        me: Me,
        *,
        store: Store,
        outbox: Outbox,
        answerer: Answerer,
        api: SlackApi,
        people: People,
    ) -> None:
        self._config, self._me = config, me
        self._store, self._outbox, self._answerer = store, outbox, answerer
        self._api, self._people = api, people
        self._language = config.answers.language
        self._buttons: dict[str, Callable[[Body, dict[str, Any], str], Awaitable[None]]] = {
            "section": self._section,
            "why": self._why,
            "all": self._all,
            "vote": self._vote,
            "person": self._person,
            "share": self._share,
            "try": self._try,
            "search": self._search,
            "body": self._body,
            "language": self._home_again,
        }

    def register(self, app: AsyncApp) -> None:
        """Add the listeners to the app, with one for everything that nobody listens to."""
        app.command(self._config.slack.command)(self._command)
        app.command(re.compile(".*"))(_acknowledge)
        app.shortcut({"type": "shortcut", "callback_id": "search"})(self._open_search)
        app.shortcut({"type": "message_action", "callback_id": "who_decides"})(self._about_message)
        app.shortcut(re.compile(".*"))(_acknowledge)
        app.view("search")(self._searched)
        app.view("answer")(self._reply)
        app.view(re.compile(".*"))(_acknowledge)
        app.action(re.compile(".*"))(self._pressed)
        app.options(re.compile(".*"))(_no_options)

    async def open_home(self, user: str, *, language: str = "", body: str = "", shown: int = 0) -> None:
        """Draw a person's App Home."""
        options = {"shown": shown} if shown else {}
        view = home_page(
            self._answerer.engine,
            language if language in LANGUAGES else self._language,
            command=self._config.slack.command,
            name=self._me.name,
            body=body,
            **options,
        )
        await self._api.decorate("views.publish", user_id=user, view=view)

    # Listeners: Bolt hands each what it names.

    async def _command(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        """Answer a look-up inside the acknowledgement; without text, open a window to search in."""
        question = read_question(_text(body, "text"), self._me.user)
        try:
            refusal = self._refusal(body, _text(body, "channel_id"))
            if refusal:
                await ack(**_private(notice(refusal)))
            elif question:
                answer = self._answerer.ask(question)
                await ack(**_private(self._private_card(answer)))
            else:
                await ack()
                await self._open(body, self._search_window(self._language))
        except Exception as error:
            await ack(**_private(notice(self._apology(error))))

    async def _open_search(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        await ack()
        await self._open(body, self._search_window(self._language))

    async def _about_message(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        """Who decides about what a message says: the answer in a window, with a button that posts it in the thread."""
        await ack()
        message, channel = _mapping(body, "message"), _text(_mapping(body, "channel"), "id")
        refusal = self._refusal(body, channel)
        if refusal:
            await self._open(body, notice_window(refusal, self._language))
            return
        try:
            question = read_question(_text(message, "text"), self._me.user)
            answer = self._answerer.ask(question)
            thread_ts = _text(message, "thread_ts") or _text(message, "ts") or _text(body, "message_ts")
            window = answer_window(answer, self._card(answer), reply_to={"c": channel, "ts": thread_ts})
        except Exception as error:
            window = notice_window(self._apology(error), self._language)
        await self._open(body, window)

    async def _searched(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        """Answer in the window that was searched in."""
        values = _mapping(_mapping(_mapping(body, "view"), "state"), "values")
        question = read_question(_text(_mapping(_mapping(values, "question"), "text"), "value"), "")
        try:
            answer = self._answerer.ask(question)
            window = answer_window(answer, self._card(answer))
        except Exception as error:
            window = notice_window(self._apology(error), self._language)
        await ack(response_action="update", view=window)

    async def _reply(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        """Post the answer of a window in the thread of the message that it was asked about."""
        view = _mapping(body, "view")
        kept = unpack(view.get("private_metadata"))
        channel, thread_ts, language = str(kept.get("c", "")), str(kept.get("ts", "")), _language(kept, self._language)
        book = phrasebook(language)
        try:
            answer = self._answerer.ask(str(kept.get("q", "")))
            card = self._card(answer, block_id=f"reply/{channel}/{thread_ts}", votes=True)
            message = _signed(card, book.say("slack.shared_by"), _user(body))
            name = f"reply:{thread_ts}:{_text(view, 'id')}"
            outcome = await self._post(body, channel, name, message, thread_ts=thread_ts, since=thread_ts)
            said = self._outcome(outcome, book.say("slack.replied"), language)
        except Exception as error:
            said = self._apology(error)
        await ack(response_action="update", view=notice_window(said, language))

    async def _pressed(self, ack: Callable[..., Awaitable[None]], body: Body) -> None:
        """A button or menu: acknowledged first, then done by the one it belongs to."""
        await ack()
        action = next((one for one in body.get("actions") or [] if isinstance(one, Mapping)), {})
        chosen = _mapping(action, "selected_option")
        value = _text(action, "value") or _text(chosen, "value")
        name = _text(action, "action_id")
        do = self._buttons.get(name.split("_")[0])
        if do is None or not await self._store.first(Key(_team(body, self._me), "trigger", _text(body, "trigger_id"))):
            return
        try:
            refusal = self._refusal(body, _text(_mapping(body, "channel"), "id"))
            if refusal:
                await self._tell(body, refusal)
            else:
                await do(body, unpack(value), value if name.startswith(("vote", "language")) else name)
        except Exception as error:
            await self._tell(body, self._apology(error))

    # What each button does: `kept` is what its value holds, `name` its action's id (or its plain value).

    async def _section(self, body: Body, kept: dict[str, Any], _: str) -> None:
        file, at, mark = str(kept.get("f", "")), kept.get("n"), str(kept.get("h", ""))
        language = _language(kept, self._language)
        passages = self._answerer.engine.section(file, at) if isinstance(at, int) else []
        if any(fingerprint(passage) == mark for passage in passages):
            await self._open(body, section_window(passages, mark, language))
        else:
            await self._open(body, notice_window(phrasebook(language).say("slack.gone"), language))

    async def _why(self, body: Body, kept: dict[str, Any], _: str) -> None:
        await self._open(body, why_window(kept))

    async def _all(self, body: Body, kept: dict[str, Any], _: str) -> None:
        answer, _thread = self._asked_again(kept)
        await self._open(body, all_window(answer))

    async def _vote(self, body: Body, _: dict[str, Any], value: str) -> None:
        vote, _space, language = value.partition(" ")
        if vote not in ("helpful", "wrong"):
            return
        team, user, channel = _team(body, self._me), _user(body), _text(_mapping(body, "channel"), "id")
        answer_ts = _text(_mapping(body, "container"), "message_ts") or _text(_mapping(body, "message"), "ts")
        await self._store.vote(team, channel, answer_ts, self._people.hashed(team, user), vote)
        book = phrasebook(language if language in LANGUAGES else self._language)
        await self._tell(body, book.say("slack.thanks"))

    async def _person(self, body: Body, kept: dict[str, Any], _: str) -> None:
        """Hand the question over to the configured contact, once for each person and answer."""
        book, contact = phrasebook(_language(kept, self._language)), self._config.slack.contact
        if not contact:
            await self._tell(body, book.say("slack.person_missing", contact=self._config.contact))
            return
        answer, _thread = self._asked_again(kept)
        user, team = _user(body), _team(body, self._me)
        container = _mapping(body, "container")
        name = (
            f"person:{_text(container, 'message_ts') or _text(container, 'view_id')}:{self._people.hashed(team, user)}"
        )
        message = await self._handover(body, answer)
        known = Key(team, contact, name)
        outcome = await self._post(body, contact, name, message, since=f"{time.time() - 60:.6f}")
        named = f"#{contact}" if contact.startswith(("C", "G")) else f"@{contact}"
        said = book.say("slack.person_asked", contact=self._config.contact or named)
        if outcome is None:
            said = book.say("slack.person_again")
        _log.info("a question was handed over", extra={"channel": known.channel})
        await self._tell(body, self._outcome(outcome, said, book.language) if outcome else said)

    async def _share(self, body: Body, kept: dict[str, Any], _: str) -> None:
        """Post a private answer in its channel, once, and say who shared it."""
        book = phrasebook(_language(kept, self._language))
        answer, thread = self._asked_again(kept)
        container, channel = _mapping(body, "container"), _text(_mapping(body, "channel"), "id")
        key = Key(
            _team(body, self._me), channel, f"share:{_text(container, 'message_ts') or _text(body, 'trigger_id')}"
        )
        job = Job(key, "", {"kind": "nothing"})
        if await self._store.receive(job, "") is Receipt.KNOWN:
            return
        message = _signed(self._card(answer, thread), book.say("slack.shared_by"), _user(body), answer.question)
        sent = {"text": message.text, "blocks": list(message.blocks), "replace_original": False}
        outcome = await self._api.respond(_text(body, "response_url"), response_type="in_channel", **sent)
        await self._store.finish(job, "", gone=True)
        await self._tell(body, self._outcome(outcome, book.say("slack.shared"), book.language))

    async def _try(self, body: Body, kept: dict[str, Any], _: str) -> None:
        """Ask a suggested question: in the talk where it was pressed, or in the window or private answer it stands in."""
        question = str(kept.get("q", ""))
        container = _mapping(body, "container")
        if _text(container, "type") == "view":
            answer = self._answerer.ask(question)
            view = answer_window(answer, self._card(answer))
            await self._api.decorate("views.update", view_id=_text(container, "view_id"), view=view)
        elif container.get("is_ephemeral"):
            answer = self._answerer.ask(question)
            message = self._private_card(answer)
            await self._api.respond(_text(body, "response_url"), replace_original=False, **_private(message))
        else:
            channel, message_ = _text(_mapping(body, "channel"), "id"), _mapping(body, "message")
            action_ts = _text(next(iter(body.get("actions") or [{}])), "action_ts") or _text(body, "trigger_id")
            work = {
                "kind": "question",
                "text": question,
                "thread_ts": _text(message_, "thread_ts"),
                "user": _user(body),
                "direct": channel.startswith("D"),
                "echo": True,
                "since": f"{time.time() - 60:.6f}",
            }
            job = Job(Key(_team(body, self._me), channel, f"try:{action_ts}"), "", work)
            if await self._store.receive(job, "") is Receipt.NEW:
                self._outbox.put(job)

    async def _search(self, body: Body, kept: dict[str, Any], _: str) -> None:
        await self._open(body, self._search_window(_language(kept, self._language)))

    async def _body(self, body: Body, chosen: dict[str, Any], name: str) -> None:
        """Choose a body in the App Home, open more of what it does, or close it."""
        kept = unpack(_mapping(body, "view").get("private_metadata"))
        shown = kept.get("n") if isinstance(kept.get("n"), int) else 0
        if name == "body_close":
            kept["b"] = ""
        elif name != "body_more":
            bodies = self._answerer.engine.bodies()
            wanted = pack(chosen, cut="b", limit=150)
            kept["b"] = next((one for one in bodies if pack({"b": one}, cut="b", limit=150) == wanted), "")
        opened = more(shown or 0) if name == "body_more" else 0
        language = _language(kept, self._language)
        await self.open_home(_user(body), language=language, body=str(kept.get("b") or ""), shown=opened)

    async def _home_again(self, body: Body, _: dict[str, Any], language: str) -> None:
        kept = unpack(_mapping(body, "view").get("private_metadata"))
        await self.open_home(_user(body), language=language, body=str(kept.get("b") or ""))

    # Helpers.

    def _asked_again(self, kept: Mapping[str, Any]) -> tuple[Answer, list[str]]:
        """The answer that a button stands under: the same question over the same texts gives the same answer."""
        thread = [topic for topic in kept.get("t") or [] if isinstance(topic, str)]
        return self._answerer.ask(str(kept.get("q", "")), thread), thread

    async def _post(
        self, body: Body, channel: str, name: str, message: Message, *, thread_ts: str = "", since: str
    ) -> Outcome | None:  # fmt: skip
        """Post through the outbox, once for each `name`; None when it was posted before."""
        blocks = list(message.blocks)
        work = {"kind": "message", "text": message.text, "blocks": blocks, "thread_ts": thread_ts, "since": since}
        job = Job(Key(_team(body, self._me), channel, name), "", work)
        work["blocks"] = [{**blocks[0], "block_id": f"{job.key.team}/{channel}/{name}"[:255]}, *blocks[1:]]
        if await self._store.receive(job, "") is Receipt.KNOWN:
            return None
        try:
            return await asyncio.wait_for(asyncio.shield(self._outbox.put(job)), _SOON)
        except TimeoutError:
            return Done()

    async def _handover(self, body: Body, answer: Answer) -> Message:
        book = phrasebook(answer.language)
        channel, ts = _text(_mapping(body, "channel"), "id"), _text(_mapping(body, "container"), "message_ts")
        top = [span(book.say("slack.handover") + " "), person(_user(body)), span(f": {clip(answer.question, 1_000)}\n")]
        if channel and ts:
            found = await self._api.call("chat.getPermalink", channel=channel, message_ts=ts)
            address = str(found.data.get("permalink", "")) if isinstance(found, Done) else ""
            if address.startswith(("https://", "http://")):
                top.append(link(address, book.say("slack.handover_link")))
        top.append(span("\n" + book.say("slack.handover_found"), bold=True))
        card = self._card(answer)
        shown = tuple(block for block in card.blocks if block["type"] not in ("actions", "context_actions"))
        text = f"{book.say('slack.handover')} <@{_user(body)}>: {escape(clip(answer.question, 1_000))}\n{card.text}"
        return Message(clip(text, 39_000), (rich_text(line(*top)), *shown))

    def _card(
        self, answer: Answer, thread: list[str] | None = None, *, votes: bool = False, block_id: str = ""
    ) -> Message:
        return self._answerer.card(answer, thread or (), votes=votes, block_id=block_id)

    def _private_card(self, answer: Answer) -> Message:
        """A card that its asker alone sees, with a button that shares it and plain ones for the vote."""
        book = phrasebook(answer.language)
        card = self._card(answer)
        if answer.examples:
            return card
        again = pack({"l": answer.language, "q": answer.question}, cut="q")
        row = actions(
            button(book.say("slack.share"), "share", again),
            button(book.say("slack.helpful"), "vote_helpful", f"helpful {answer.language}"),
            button(book.say("slack.wrong"), "vote_wrong", f"wrong {answer.language}"),
        )
        return Message(card.text, (*card.blocks, row))

    def _search_window(self, language: str) -> Block:
        examples = self._answerer.engine.suggest(language)
        return search_window(language, examples[0] if examples else "")

    async def _open(self, body: Body, view: Block) -> None:
        """Open a window; over the one in which a button was pressed, if it was in one."""
        inside = _text(_mapping(body, "view"), "type") == "modal"
        method = "views.push" if inside else "views.open"
        await self._api.decorate(method, trigger_id=_text(body, "trigger_id"), view=view)

    async def _tell(self, body: Body, text: str) -> None:
        """Say something to the one who pressed, where it was pressed."""
        container, channel = _mapping(body, "container"), _text(_mapping(body, "channel"), "id")
        view, said = _mapping(body, "view"), notice(text)
        if _text(view, "type") == "modal":
            await self._api.decorate(
                "views.push", trigger_id=_text(body, "trigger_id"), view=notice_window(text, self._language)
            )
        elif container.get("is_ephemeral") and _text(body, "response_url"):
            await self._api.respond(_text(body, "response_url"), replace_original=False, **_private(said))
        elif channel:
            thread_ts = _text(container, "thread_ts") or _text(_mapping(body, "message"), "thread_ts") or None
            where = {"channel": channel, "user": _user(body), "thread_ts": thread_ts}
            await self._api.decorate("chat.postEphemeral", text=said.text, blocks=list(said.blocks), **where)

    def _outcome(self, outcome: Outcome | None, done: str, language: str) -> str:
        """What came of a post, in words."""
        book = phrasebook(language)
        if outcome is None or isinstance(outcome, Done):
            return done
        if isinstance(outcome, Refused) and outcome.error in _NOT_A_MEMBER:
            return book.say("slack.not_in_channel")
        return book.say("slack.not_delivered")

    def _refusal(self, body: Body, channel: str) -> str:
        """Why nothing is done for who pressed, or ""."""
        book, settings = phrasebook(self._language), self._config.slack
        teams = {_text(body, "user_team"), _text(_mapping(body, "user"), "team_id")} - {""}
        shared = body.get("is_ext_shared_channel") or _mapping(body, "channel").get("is_ext_shared")
        if not settings.outsiders and (shared or teams - {_team(body, self._me)}):
            return book.say("slack.outside")
        if settings.channel(channel).answers == "off" and not channel.startswith("D"):
            return book.say("slack.off")
        return ""

    def _apology(self, error: Exception) -> str:
        error_id = secrets.token_hex(4)
        _log.exception("something pressed or typed failed", exc_info=error, extra={"error_id": error_id})
        return phrasebook(self._language).say("slack.apology", error=error_id)


async def _acknowledge(ack: Callable[..., Awaitable[None]]) -> None:
    await ack()


async def _no_options(ack: Callable[..., Awaitable[None]]) -> None:
    await ack(options=[])


def _private(message: Message) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}


def _signed(card: Message, said: str, user: str, question: str = "") -> Message:
    """A card that somebody shared: it says who."""
    words = [span(said + " "), person(user)] + ([span(f": {question}")] if question else [])
    text = f"{said} <@{user}>\n{card.text}"
    return Message(clip(text, 39_000), (*card.blocks[:1], rich_text(line(*words)), *card.blocks[1:]))


def _team(body: Body, me: Me) -> str:
    return _text(_mapping(body, "team"), "id") or _text(body, "team_id") or me.team


def _user(body: Body) -> str:
    return _text(_mapping(body, "user"), "id") or _text(body, "user_id")


def _language(kept: Mapping[str, Any], default: str) -> str:
    return str(kept.get("l")) if kept.get("l") in LANGUAGES else default


def _mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
