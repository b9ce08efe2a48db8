"""The Web API of the fake Slack: a store of messages, the methods over it, and the faults that its answers can have."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qsl

from aiohttp import web

TEAM, USER, BOT, APP = "T01TEST", "U0BOT", "B0BOT", "A01APP"
_JSON_ARGUMENTS = ("blocks", "metadata", "view", "prompts", "attachments")
_HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body><h1>Server Error</h1></body></html>"
_PROFILE = {"id": BOT, "app_id": APP, "user_id": USER, "name": "vembeslutar", "deleted": False, "team_id": TEAM}
Arguments = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call that arrived, whatever it was answered: `method` is "response/ID" for a response_url."""

    method: str
    arguments: dict[str, Any]
    at: float


@dataclass(slots=True)
class Fault:
    """What befalls the next `left` calls of a method, those that `when` is true of."""

    method: str
    left: int
    does: Literal["fail", "hang", "refuse"]
    status: int = 200
    seconds: float = 0.0
    error: str = ""
    arrives: bool = False
    when: Callable[[dict[str, Any]], bool] | None = None


class WebApi:
    """Answers calls. The public methods may be called from any thread, `answer` from the server's only."""

    def __init__(self, address: Callable[[], str]) -> None:
        self.calls: list[Call] = []
        self.missing_scope: set[str] = set()
        self.closing = asyncio.Event()
        self.down_until = 0.0
        self._address = address
        self._channels: dict[str, dict[str, Answer]] = {}
        self._faults: list[Fault] = []
        self._limits: dict[str, tuple[float, str | None]] = {}
        self._lock = threading.Lock()
        self._number = count(1)
        self._last = 0
        self._methods: dict[str, Callable[[Arguments], Answer]] = {
            "auth.test": self._auth,
            "apps.connections.open": self._open,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.getPermalink": self._permalink,
            "conversations.replies": self._replies,
            "conversations.history": self._history,
            "conversations.info": self._channel,
            "users.info": self._person,
            "views.open": self._view,
            "views.update": self._view,
            "views.publish": self._view,
            "views.push": self._view,
            "assistant.threads.setSuggestedPrompts": lambda _: {},
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete_upload,
        }
        self._uploads: dict[str, bytes] = {}

    def messages(self, channel: str) -> list[Answer]:
        """The messages of a channel as they stand, threads' too, in the order they came."""
        return [dict(message) for message in list(self._channels.get(channel, {}).values())]

    def fault(self, fault: Fault) -> None:
        """Let a fault befall the calls to come; an earlier one comes first."""
        with self._lock:
            self._faults.append(fault)

    def limit(self, channel: str, seconds: float, retry_after: str | None) -> None:
        """Answer posts and updates to a channel with 429 until the time is over."""
        self._limits[channel] = (time.monotonic() + seconds, retry_after)

    async def answer(self, method: str, request: web.BaseRequest) -> web.Response:
        """Record and answer one call."""
        if method.startswith("upload/"):
            self._uploads[method.removeprefix("upload/")] = await request.read()
            return web.Response(text=f"OK - {len(self._uploads)}")
        arguments = _arguments(await request.read(), request.content_type)
        self.calls.append(Call(method, arguments, time.monotonic()))
        if method == "apps.connections.open" and time.monotonic() < self.down_until:
            return _html(503)
        if not method.startswith("response/") and "Authorization" not in request.headers and "token" not in arguments:
            return _json({"ok": False, "error": "not_authed"})
        if method in self.missing_scope:
            scopes = {"needed": "channels:history", "provided": "chat:write,app_mentions:read"}
            return _json({"ok": False, "error": "missing_scope", **scopes})
        limited = self._limited(method, arguments)
        if limited is not None:
            return limited
        fault = self._befalling(method, arguments)
        if fault is None:
            return self._do(method, arguments)
        if fault.does == "refuse":
            return _json({"ok": False, "error": fault.error})
        done = self._do(method, arguments) if fault.arrives else None
        if fault.does == "fail":
            return _html(fault.status)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), fault.seconds)
        return done or _html(504)

    def _limited(self, method: str, arguments: Arguments) -> web.Response | None:
        until, header = self._limits.get(str(arguments.get("channel")), (0.0, None))
        if method not in ("chat.postMessage", "chat.update") or time.monotonic() >= until:
            return None
        response = _json({"ok": False, "error": "ratelimited"}, 429)
        if header is not None:
            response.headers["Retry-After"] = header
        return response

    def _befalling(self, method: str, arguments: dict[str, Any]) -> Fault | None:
        """The fault for this call, with one time less left to it."""
        if not self._faults:
            return None
        name = method.partition("/")[0]
        with self._lock:
            for fault in self._faults:
                if fault.method == name and (fault.when is None or fault.when(arguments)):
                    fault.left -= 1
                    if fault.left <= 0:
                        self._faults.remove(fault)
                    return fault
        return None

    def _do(self, method: str, arguments: Arguments) -> web.Response:
        if method.startswith("response/"):
            return web.Response(text="ok")
        do = self._methods.get(method)
        if do is None:
            return _json({"ok": False, "error": "unknown_method", "req_method": method})
        answer = do(arguments)
        return _json(answer if "error" in answer else {"ok": True, **answer})

    def _ts(self) -> str:
        self._last = max(self._last + 1, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    # The methods.

    def _auth(self, _: Arguments) -> Answer:
        me = {"user": "vembeslutar", "user_id": USER, "bot_id": BOT, "is_enterprise_install": False}
        return {"url": "https://sthlm-test.slack.com/", "team": "Stockholms stad (lokal)", "team_id": TEAM, **me}

    def _open(self, _: Arguments) -> Answer:
        return {"url": f"ws{self._address().removeprefix('http')}/link?ticket={next(self._number)}&app_id={APP}"}

    def _post(self, arguments: Arguments) -> Answer:
        channel = arguments.get("channel")
        if not isinstance(channel, str) or not channel:
            return {"error": "channel_not_found"}
        if not arguments.get("text") and not arguments.get("blocks"):
            return {"error": "no_text"}
        ts = self._ts()
        message: Answer = {"type": "message", "user": USER, "bot_id": BOT, "app_id": APP, "team": TEAM, "ts": ts}
        message |= {"text": str(arguments.get("text") or ""), "bot_profile": _PROFILE}
        message |= {name: arguments[name] for name in ("blocks", "metadata", "thread_ts") if arguments.get(name)}
        self._channels.setdefault(channel, {})[ts] = message
        return {"channel": channel, "ts": ts, "message": message}

    def _update(self, arguments: Arguments) -> Answer:
        channel, ts = str(arguments.get("channel")), str(arguments.get("ts"))
        before = self._channels.get(channel, {}).get(ts)
        if before is None:
            return {"error": "message_not_found"}
        given = {name: arguments[name] for name in ("text", "blocks", "metadata") if arguments.get(name) is not None}
        message = {**before, **given, "edited": {"user": BOT, "ts": self._ts()}}
        self._channels[channel][ts] = message
        return {"channel": channel, "ts": ts, "text": message["text"], "message": message}

    def _delete(self, arguments: Arguments) -> Answer:
        channel, ts = str(arguments.get("channel")), str(arguments.get("ts"))
        if self._channels.get(channel, {}).pop(ts, None) is None:
            return {"error": "message_not_found"}
        return {"channel": channel, "ts": ts}

    def _upload_url(self, arguments: Arguments) -> Answer:
        if not arguments.get("filename") or not str(arguments.get("length", "")).isdigit():
            return {"error": "invalid_arguments"}
        file = f"F{next(self._number):08d}"
        return {"upload_url": f"{self._address()}/upload/{file}", "file_id": file}

    def _complete_upload(self, arguments: Arguments) -> Answer:
        files = arguments.get("files")
        if not isinstance(files, list) or any(one.get("id") not in self._uploads for one in files):
            return {"error": "invalid_arguments"}
        channel, ts = str(arguments.get("channel_id")), self._ts()
        message: Answer = {"type": "message", "user": USER, "bot_id": BOT, "team": TEAM, "ts": ts, "text": ""}
        shared = [{**one, "content": self._uploads[one["id"]]} for one in files]
        self._channels.setdefault(channel, {})[ts] = {
            **message,
            "thread_ts": arguments.get("thread_ts"),
            "files": shared,
        }
        return {"files": files}

    def _post_ephemeral(self, _: Arguments) -> Answer:
        return {"message_ts": self._ts()}

    def _permalink(self, arguments: Arguments) -> Answer:
        channel, ts = str(arguments.get("channel")), str(arguments.get("message_ts"))
        return {
            "channel": channel,
            "permalink": f"https://sthlm-test.slack.com/archives/{channel}/p{ts.replace('.', '')}",
        }

    def _replies(self, arguments: Arguments) -> Answer:
        root = str(arguments.get("ts"))
        stored = self._channels.get(str(arguments.get("channel")), {}).values()
        thread = [one for one in stored if root in (one["ts"], one.get("thread_ts"))]
        return _page(thread, arguments, newest_first=False)

    def _history(self, arguments: Arguments) -> Answer:
        stored = self._channels.get(str(arguments.get("channel")), {}).values()
        top = [one for one in stored if one.get("thread_ts", one["ts"]) == one["ts"]]
        return _page(top[::-1], arguments, newest_first=True)

    def _channel(self, arguments: Arguments) -> Answer:
        channel = str(arguments.get("channel"))
        direct = channel.startswith("D")
        kind = {"is_channel": channel.startswith("C"), "is_group": channel.startswith("G"), "is_im": direct}
        kind |= {"is_mpim": False, "is_private": not channel.startswith("C"), "is_member": True, "is_archived": False}
        shared = {"is_shared": False, "is_ext_shared": False, "is_org_shared": False}
        name = {"user": "U01ALICE"} if direct else {"name": "general", "name_normalized": "general"}
        return {"channel": {"id": channel, "created": 1700000000, "context_team_id": TEAM, **name, **kind, **shared}}

    def _person(self, arguments: Arguments) -> Answer:
        user = str(arguments.get("user"))
        profile = {"real_name": "Alice Åkesson", "display_name": "alice", "email": "alice@example.com", "team": TEAM}
        person = {"id": user, "team_id": TEAM, "name": "alice", "deleted": False, "real_name": "Alice Åkesson"}
        flags = {"is_bot": user == USER, "is_restricted": False, "is_ultra_restricted": False, "is_stranger": False}
        return {"user": {**person, **flags, "tz": "Europe/Stockholm", "locale": "sv-SE", "profile": profile}}

    def _view(self, arguments: Arguments) -> Answer:
        view = arguments.get("view")
        if not isinstance(view, dict):
            return {"error": "invalid_arguments"}
        known = str(arguments.get("view_id") or f"V{next(self._number):08d}")
        own = {"id": known, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "root_view_id": known, "hash": self._ts()}
        return {"view": {"callback_id": "", "private_metadata": "", "state": {"values": {}}, **view, **own}}


def _page(messages: list[Answer], arguments: Arguments, *, newest_first: bool) -> Answer:
    """The messages between `oldest` and `latest`, at most `limit` of them, with a cursor where there are more."""
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9999999999")
    inclusive, cursor = _truth(arguments.get("inclusive")), str(arguments.get("cursor") or "")
    found = [one for one in messages if oldest < one["ts"] < latest or (inclusive and one["ts"] in (oldest, latest))]
    if cursor:
        found = [one for one in found if (one["ts"] < cursor if newest_first else one["ts"] > cursor)]
    limit = min(int(str(arguments.get("limit") or 100)), 999)
    shown, more = found[:limit], len(found) > limit
    if not _truth(arguments.get("include_all_metadata")):
        shown = [{name: value for name, value in one.items() if name != "metadata"} for one in shown]
    following = {"response_metadata": {"next_cursor": shown[-1]["ts"]}} if more else {}
    return {"messages": shown, "has_more": more, **following}


def _truth(value: object) -> bool:
    return value in (True, 1, "true", "1")


def _arguments(body: bytes, kind: str) -> dict[str, Any]:
    """The arguments of a JSON body or a form, those that hold JSON decoded."""
    if kind == "application/json":
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = {"_invalid_json": body.decode(errors="replace")}
        arguments: dict[str, Any] = given if isinstance(given, dict) else {"_body": given}
    else:
        arguments = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    for name in _JSON_ARGUMENTS:
        if isinstance(arguments.get(name), str):
            with suppress(ValueError):
                arguments[name] = json.loads(arguments[name])
    return arguments


def _json(data: Answer, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json", charset="utf-8")


def _html(status: int) -> web.Response:
    return web.Response(text=_HTML, status=status, content_type="text/html")
