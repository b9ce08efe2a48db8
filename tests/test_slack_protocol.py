"""The real process in a fake Slack that sends what the local one cannot: shortcuts, refusals, limits, repeated deliveries."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.bot_process import Bot, bots
from tests.fake_slack import FakeSlack, fake_slack
from tests.payload_limits import problems
from tests.slack_interactions import block_action, global_shortcut, message_shortcut, slash, view_submission
from tests.slack_payloads import home_opened, mention, message, message_changed, message_deleted, new_ts, tombstone

SETTINGS = {"contact": "C02HELP", "questions_per_minute": 5, "channels": {"C03OFF": {"answers": "off"}}}
NUMBERS = count(1)


@dataclass(frozen=True)
class Place:
    slack: FakeSlack
    bot: Bot

    def user(self) -> str:
        """A person who has asked nothing yet."""
        return f"U9{next(NUMBERS):04}"

    def ask(self, text: str = "<@U0BOT> Vem beslutar om EU-projekt?", **where: Any) -> str:
        ts = new_ts()
        self.slack.send(mention(text, **{"user": self.user(), "ts": ts, **where}))
        return ts

    def answers(self, ts: str, channel: str = "C01GEN") -> list[dict[str, Any]]:
        return [one for one in self.slack.messages(channel) if one.get("thread_ts") == ts]

    def answer(self, ts: str, channel: str = "C01GEN") -> dict[str, Any]:
        self.slack.wait(lambda: self.answers(ts, channel), what="an answer")
        return self.answers(ts, channel)[0]

    def quiet(self) -> None:
        """Return when what was sent before has been dealt with: later questions have their answers."""
        for _ in range(2):  # one for each connection
            self.answer(self.ask(channel="C08QUIET"), "C08QUIET")

    def acknowledged(self, payload: Any, kind: str = "interactive") -> Any:
        """Send something and return the body of its acknowledgement."""
        known = self.slack.send(payload, kind=kind, accepts_response_payload=True)
        self.slack.wait(lambda: known in self.slack.acknowledged, what="an acknowledgement")
        return self.slack.acknowledged[known].payload

    def next_call(self, method: str, payload: Any, kind: str = "interactive") -> dict[str, Any]:
        """Send something and return the arguments of the call that it leads to."""
        before = len(self.slack.called(method))
        self.slack.send(payload, kind=kind)
        self.slack.wait(lambda: len(self.slack.called(method)) > before, what=method)
        return self.slack.called(method)[-1]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with fake_slack() as slack, bots(slack, slack=SETTINGS) as (bot,):
        yield Place(slack, bot)
        assert [line for call in slack.calls for line in problems(call.method, call.arguments)] == []


def said(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False)


def test_a_mention_told_of_twice_and_repeated_is_answered_once(place: Place) -> None:
    user, ts = place.user(), new_ts()
    for _ in range(3):
        for kind in (mention, message):
            place.slack.send(kind("<@U0BOT> Vem beslutar om EU-projekt?", user=user, ts=ts), retry_attempt=1)
    place.answer(ts)
    place.quiet()

    assert len(place.answers(ts)) == 1


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"shared": True}, id="a channel shared with another organisation"),
        pytest.param({"team": "T0OTHER"}, id="a person of another workspace"),
        pytest.param({"bot_id": "B1"}, id="a bot"),
        pytest.param({"bot_profile": {"id": "B1"}}, id="a bot by its profile"),
        pytest.param({"user": "U0BOT"}, id="the bot itself"),
        pytest.param({"subtype": "channel_join"}, id="no message at all"),
        pytest.param({"channel": "C03OFF"}, id="a channel where it is off"),
    ],
)
def test_the_bot_does_not_answer(place: Place, payload: dict[str, Any]) -> None:
    ts = place.ask(**payload)
    place.quiet()

    assert place.answers(ts, str(payload.get("channel", "C01GEN"))) == []


def test_a_group_message_is_answered_when_the_bot_is_mentioned(place: Place) -> None:
    asked, talk = new_ts(), new_ts()
    place.slack.send(message("<@U0BOT> Vem beslutar om EU-projekt?", channel="G07GROUP", channel_type="mpim", ts=asked))
    place.slack.send(message("Vem beslutar om lunchen?", channel="G07GROUP", channel_type="mpim", ts=talk))
    place.answer(asked, "G07GROUP")
    place.quiet()

    assert place.answers(talk, "G07GROUP") == []


def test_a_direct_message_without_a_thread_goes_on_from_the_one_before(place: Place) -> None:
    user, channel = place.user(), "D77TALK"
    first, second = new_ts(), new_ts()
    place.slack.send(message("Vem beslutar om medlemskap i organisationer?", channel=channel, user=user, ts=first))
    place.answer(first, channel)
    place.slack.send(message("och EU-projekt då?", channel=channel, user=user, ts=second))

    assert place.answer(second, channel)["text"].startswith("Alla nämnder och bolagsstyrelser – beslutar")


def test_an_edit_told_of_as_a_new_mention_changes_the_answer(place: Place) -> None:
    user, ts = place.user(), new_ts()
    place.ask(user=user, ts=ts)
    before = place.answer(ts)
    place.slack.send(mention("<@U0BOT> Vem ansvarar för strategin?", user=user, ts=ts, edited=new_ts()))
    place.slack.wait(lambda: place.answer(ts)["text"] != before["text"])

    assert [one["ts"] for one in place.answers(ts)] == [before["ts"]]


def test_a_mention_that_an_edit_adds_is_answered(place: Place) -> None:
    user, ts, edited = place.user(), new_ts(), new_ts()
    place.slack.send(message("Vem beslutar om EU-projekt?", user=user, ts=ts))
    text = "<@U0BOT> Vem beslutar om EU-projekt?"
    place.slack.send(message_changed(text, ts=ts, previous="Vem beslutar om EU-projekt?", user=user, edited=edited))
    place.quiet()
    place.slack.send(mention(text, user=user, ts=ts, edited=edited))

    place.answer(ts)


def test_an_edit_that_leaves_the_question_as_it_was_changes_nothing(place: Place) -> None:
    user, ts = place.user(), new_ts()
    place.ask(user=user, ts=ts)
    place.answer(ts)
    text = "<@U0BOT> Vem beslutar om EU-projekt?"
    place.slack.send(message_changed(text, ts=ts, previous=text, user=user))
    place.quiet()

    assert [one for one in place.slack.called("chat.update") if one["ts"] == place.answer(ts)["ts"]] == []


@pytest.mark.parametrize("gone", [message_deleted, tombstone])
def test_a_deleted_question_takes_its_answer_along(place: Place, gone: Any) -> None:
    ts = place.ask()
    place.answer(ts)
    place.slack.send(gone(ts=ts, previous="<@U0BOT> Vem beslutar om EU-projekt?"))

    place.slack.wait(lambda: not place.answers(ts), what="the removal")


def test_the_messages_tab_welcomes_once_and_suggests_questions(place: Place) -> None:
    user, channel = place.user(), "D66TAB"
    for _ in range(3):
        place.slack.send(home_opened(user, "messages", channel=channel))
    place.slack.wait(lambda: len(place.slack.called("assistant.threads.setSuggestedPrompts")) >= 3)
    place.slack.wait(lambda: place.slack.messages(channel))
    place.quiet()

    welcome = place.slack.messages(channel)
    prompts = place.slack.called("assistant.threads.setSuggestedPrompts")[-1]

    assert len(welcome) == 1
    assert welcome[0]["text"].startswith("Hej! Jag svarar på vem som beslutar vad")
    assert prompts["channel_id"] == channel
    assert 1 <= len(prompts["prompts"]) <= 4
    assert "thread_ts" not in prompts


def test_a_suggested_question_is_asked_by_pressing_it(place: Place) -> None:
    channel = "D65TRY"
    pressed = block_action("try_0", '{"q":"Vem beslutar om EU-projekt?"}', channel=channel, user=place.user())
    place.slack.send(pressed, kind="interactive")
    place.slack.wait(lambda: place.slack.messages(channel))

    answer = place.slack.messages(channel)[0]

    assert "Fråga: Vem beslutar om EU-projekt?" in said(answer)
    assert "Alla nämnder och bolagsstyrelser" in said(answer)


def test_the_slash_command_answers_in_its_acknowledgement_and_the_answer_is_shared_once(place: Place) -> None:
    user, url = place.user(), place.slack.response_url("share")
    private = place.acknowledged(slash("Vem beslutar om EU-projekt?", user=user, response_url=url), "slash_commands")
    share = next(e for b in private["blocks"] for e in b["elements"] if e.get("action_id") == "share")
    for _ in range(2):
        pressed = block_action(
            "share", share["value"], source="ephemeral", message_ts="5.5", user=user, response_url=url
        )
        place.slack.send(pressed, kind="interactive")
    place.slack.wait(lambda: len(place.slack.called("response/share")) >= 2)
    place.quiet()

    shared = [one for one in place.slack.called("response/share") if one.get("response_type") == "in_channel"]

    assert problems("response", private) == []
    assert private["response_type"] == "ephemeral"
    assert [problems("response", one) for one in shared] == [[]]
    assert {"type": "user", "user_id": user} in [e for b in shared[0]["blocks"] for e in _elements(b)]


def _elements(block: Any) -> list[Any]:
    return [inner for part in block.get("elements", []) for inner in part.get("elements", [])]


def test_a_wrong_user_and_a_channel_that_is_off_are_told_why(place: Place) -> None:
    off = place.acknowledged(slash("Vem beslutar?", channel="C03OFF"), "slash_commands")
    refused = place.acknowledged(slash("Vem beslutar?", user_team="T0OTHER"), "slash_commands")

    assert off["text"].startswith("Jag svarar inte i den här kanalen")
    assert refused["text"].startswith("Jag svarar inte i kanaler som delas")


def test_the_message_shortcut_answers_in_a_window_and_replies_in_the_thread_once(place: Place) -> None:
    user, ts = place.user(), new_ts()
    asked = message_shortcut("who_decides", "Vem beslutar om EU-projekt?", channel="C05THREAD", user=user, ts=ts)
    window = place.next_call("views.open", asked)["view"]
    for _ in range(2):
        sent = view_submission("answer", private_metadata=window["private_metadata"], user=user)
        sent["view"]["id"] = "V1"
        update = place.acknowledged(sent)

    assert "Alla nämnder och bolagsstyrelser" in said(window)
    assert window["submit"]["text"] == "Svara i tråden"
    assert problems("view_response", update) == []
    assert "Svaret finns nu i tråden" in said(update)
    assert len(place.answers(ts, "C05THREAD")) == 1
    assert f"<@{user}>" in place.answers(ts, "C05THREAD")[0]["text"]


def test_a_reply_where_the_bot_is_no_member_is_told(place: Place) -> None:
    place.slack.refuse("chat.postMessage", "not_in_channel", when=lambda one: one["channel"] == "C06ALONE")
    kept = json.dumps({"c": "C06ALONE", "ts": "1.5", "q": "Vem beslutar om EU-projekt?", "l": "sv"})

    update = place.acknowledged(view_submission("answer", private_metadata=kept))

    assert "Bjud in mig dit" in said(update)


def test_the_global_shortcut_opens_a_window_to_search_in(place: Place) -> None:
    window = place.next_call("views.open", global_shortcut("search"))["view"]
    update = place.acknowledged(view_submission("search", {"question": {"text": "Who decides on EU projects?"}}))

    assert window["callback_id"] == "search"
    assert "Till exempel: Vem beslutar om" in said(window)
    assert "Condition" not in said(update)
    assert "decides" in said(update)


def test_the_app_home_opens_bodies_and_languages(place: Place) -> None:
    user = place.user()
    first = place.next_call("views.publish", home_opened(user, "home"), "events_api")["view"]
    menu = next(
        e for b in first["blocks"] if b["type"] == "actions" for e in b["elements"] if e["type"] == "static_select"
    )
    option = next(one for one in menu["options"] if one["text"]["text"] == "Kommunfullmäktige")
    keep: Any = {"source": "home", "user": user, "private_metadata": first["private_metadata"]}
    chosen = place.next_call("views.publish", block_action("body_0", option["value"], option=True, **keep))["view"]
    keep["private_metadata"] = chosen["private_metadata"]
    english = place.next_call("views.publish", block_action("language", "en", **keep))["view"]
    closed = place.next_call("views.publish", block_action("body_close", "-", **keep))["view"]

    assert "Kommunfullmäktige beslutar om medlemskap" not in said(first)
    assert "Kommunfullmäktige beslutar om medlemskap i stadsövergripande internationella organisationer." in said(
        chosen
    )
    assert "What does a certain body do?" in said(english)
    assert "Kommunfullmäktige beslutar om medlemskap" in said(english)
    assert "Kommunfullmäktige beslutar om medlemskap" not in said(closed)


def test_a_text_that_changed_since_the_answer_is_told(place: Place) -> None:
    value = json.dumps({"l": "sv", "f": "remissvar-internationell-strategi.txt", "n": 32, "h": "00000000"})

    window = place.next_call("views.open", block_action("section", value))["view"]

    assert "Texten har ändrats" in said(window)


def test_more_questions_than_allowed_get_one_plain_word(place: Place) -> None:
    user = place.user()
    asked = [place.ask(user=user) for _ in range(5)]
    for ts in asked:
        place.answer(ts)
    over = [place.ask(user=user) for _ in range(3)]
    place.quiet()

    told = [one["text"] for ts in over for one in place.answers(ts)]

    assert [text[:27] for text in told] == ["Du har ställt många frågor "]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_refused_blocks_are_sent_once_more_as_plain_text(place: Place, error: str) -> None:
    place.slack.refuse("chat.postMessage", error, when=lambda one: bool(one.get("blocks")))
    ts = place.ask()

    answer = place.answer(ts)

    assert answer["text"].startswith("Alla nämnder")
    assert not answer.get("blocks")


@pytest.mark.parametrize("arrives", [True, False])
@pytest.mark.parametrize("fault", ["fail", pytest.param("hang", marks=pytest.mark.slow)])
def test_a_post_that_fails_or_hangs_is_answered_once_whether_it_arrived_or_not(
    place: Place, fault: str, arrives: bool
) -> None:
    if fault == "fail":
        place.slack.fail("chat.postMessage", arrives=arrives)
    else:
        place.slack.hang("chat.postMessage", 11, arrives=arrives)
    ts = place.ask()
    place.slack.wait(lambda: len(place.answers(ts)) == 1 and place.slack.called("conversations.replies"))
    place.quiet()

    assert len(place.answers(ts)) == 1


def test_a_post_in_doubt_is_not_repeated_where_it_cannot_be_looked_up(place: Place) -> None:
    place.slack.missing_scope = {"conversations.replies"}
    place.slack.fail("chat.postMessage", arrives=True)
    ts = place.ask()
    place.slack.wait(lambda: place.bot.said("not posted again"), what="the word in the log")
    place.slack.missing_scope = set()
    place.quiet()

    assert len(place.answers(ts)) == 1


def test_a_decoration_that_fails_does_not_matter(place: Place) -> None:
    place.slack.refuse("assistant.threads.setSuggestedPrompts", "unknown_method")
    place.slack.send(home_opened(place.user(), "messages", channel="D64PLAIN"))

    place.slack.wait(lambda: place.slack.messages("D64PLAIN"))


def test_an_unforeseen_error_is_an_apology_with_an_id_that_the_log_has(place: Place) -> None:
    broken = {"l": "sv", "q": ["no", "text"], "t": 7}
    value = json.dumps(broken)

    told = place.next_call("chat.postEphemeral", block_action("all", value, user=place.user()))

    assert told["text"].startswith("Förlåt, något gick fel hos mig.")
    error_id = told["text"].rstrip(".").split()[-1]
    assert place.bot.said(error_id) == 1


def test_a_question_in_a_thread_deleted_while_it_is_answered_leaves_no_answer(place: Place) -> None:
    root, ts = new_ts(), new_ts()
    place.slack.hang("chat.postMessage", 1.0, arrives=True)
    place.ask(ts=ts, thread_ts=root)
    place.slack.wait(lambda: place.answers(root), what="the answer on its way")
    place.slack.send(message_deleted(ts=ts, thread_ts=root, previous="<@U0BOT> Vem beslutar om EU-projekt?"))

    place.slack.wait(lambda: not place.answers(root), what="the removal")
    place.quiet()
    assert place.answers(root) == []


@pytest.mark.slow
def test_a_bot_that_hears_nothing_ends_with_an_error_so_that_it_is_started_anew() -> None:
    with fake_slack() as slack, bots(slack) as (bot,):
        slack.down(60)
        slack.cut("tcp")
        slack.wait(lambda: not bot.alive(), seconds=40, what="the end")

        assert bot.end() == 1
        assert bot.said("nothing heard from Slack") == 1


@pytest.mark.slow
def test_nothing_is_lost_when_the_bot_is_ended_and_started_again() -> None:
    with fake_slack() as slack, bots(slack) as (bot,):
        asked = [new_ts() for _ in range(30)]
        for ts in asked:
            slack.send(mention("<@U0BOT> Vem beslutar om EU-projekt?", ts=ts))
        code = bot.end(signal.SIGTERM)
        bot.start()
        slack.wait(lambda: len([one for one in slack.messages("C01GEN") if one.get("thread_ts") in asked]) >= 30)

        assert code == 0
        assert len(slack.messages("C01GEN")) == 30
