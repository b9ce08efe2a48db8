"""The Bolt app over Socket Mode: mentions and direct messages are answered in their thread."""

from __future__ import annotations

import logging
import os
import re
import signal
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.config import Config
from bot.engine import Engine, load_engine
from bot.errors import UserError

_DEFAULT_API = "https://slack.com/api/"
_LONGEST = 39_000  # Slack cuts a message's text at 40,000 characters
_LINK = re.compile(r"<(?:[#!@][^|>]*\|(?P<named>[^>]*)|(?P<address>https?:[^|>]+)(?:\|(?P<label>[^>]*))?|[#!@][^>]*)>")
_log = logging.getLogger(__name__)


def run_slack(config: Config, knowledge: Path | None) -> int:
    """Join Slack with the tokens of the environment and answer until the process is ended.

    Raises UserError when Slack refuses the tokens. Neither tokens nor questions are logged.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("slack_sdk", "slack_bolt"):  # at DEBUG they log message texts
        logging.getLogger(name).setLevel(logging.WARNING)
    engine = load_engine(config, knowledge)
    address = os.environ.get("SLACK_API_URL") or _DEFAULT_API
    client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=address)
    try:
        me = str(client.auth_test()["user_id"])
    except SlackApiError as error:
        raise UserError(f"SLACK_BOT_TOKEN: Slack refuses it ({error.response['error']})") from None
    except OSError as error:
        raise UserError(f"{address}: Slack cannot be reached ({error})") from None
    app = App(client=client, token_verification_enabled=False)
    register(app, engine, me)
    handler = SocketModeHandler(
        app,
        os.environ["SLACK_APP_TOKEN"],
        web_client=WebClient(token=os.environ["SLACK_APP_TOKEN"], base_url=address),
        ping_interval=1,  # a cut connection is noticed in seconds
    )
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    handler.connect()  # type: ignore[no-untyped-call]
    _log.info("joined Slack; %d documents, %d statements", len(engine.library.documents), len(engine.statements))
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]
    return 0


def register(app: App, engine: Engine, me: str) -> None:
    """Add the listeners: a mention, a direct message, and a catch-all, since an event without a listener is sent again."""

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], client: WebClient) -> None:
        _reply(engine, event, client, me)

    @app.event("message")
    def messaged(event: dict[str, Any], client: WebClient) -> None:
        if event.get("channel_type") == "im":
            _reply(engine, event, client, me)

    @app.event(re.compile(".*"))
    def anything_else() -> None:
        """Acknowledged, and that is all."""


def read_question(text: str, me: str) -> str:
    """The question in a message: without the bot's own mention, links as their words, Slack's escapes undone."""
    text = text.replace(f"<@{me}>", " ")
    text = _LINK.sub(lambda match: match["label"] or match["named"] or match["address"] or "", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return unicodedata.normalize("NFC", text).strip()


def escape(text: str) -> str:
    """`text` so that Slack shows it as it stands: no mention or link can come of a question or of a document."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _reply(engine: Engine, event: Mapping[str, Any], client: WebClient, me: str) -> None:
    if event.get("bot_id") or event.get("bot_profile") or event.get("subtype") or event.get("user") == me:
        return
    answer = engine.ask(read_question(str(event.get("text") or ""), me))
    client.chat_postMessage(
        channel=event["channel"],
        thread_ts=event.get("thread_ts") or event["ts"],
        text=escape(answer.text)[:_LONGEST],
        unfurl_links=False,
        unfurl_media=False,
    )
    _log.info("answered in %s: %s", event["channel"], answer.status)
