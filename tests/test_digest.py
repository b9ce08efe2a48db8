"""The weekly digest and the owners' App Home: the real process, as an owner sees it."""

from __future__ import annotations

import asyncio
import json
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from bot.config import DigestConfig
from bot.engine import Engine
from bot.models import Problem, Standing
from bot.phrasebook import phrasebook
from bot.reports.digest import Digest, write_digest
from bot.slack.blocks import Block, header
from bot.slack.desk import Desk
from bot.slack.digest import digest_message, due
from bot.slack.homepage import home_page
from bot.slack.owners import Owners
from bot.store.asked import Question
from bot.store.jobs import Key
from bot.store.store import DIGEST, Store
from tests.asked import Asked, answered, record, silent, using, wrong
from tests.bot_process import Bot, bots
from tests.fake_slack import fake_slack
from tests.local_slack import LocalSlack, bot_in, local_slack, need_binary, own_config, wait_for
from tests.payload_limits import problems
from tests.process import run_bot
from tests.slack_interactions import block_action

DAY = 86_400.0
NO_DESK: Any = Desk(*[None] * len(fields(Desk)))  # type: ignore[arg-type]
ALWAYS_DUE = {"channel": "C02HELP", "day": "monday", "hour": 0, "timezone": "UTC"}
OWNERS = {"owners": ["U01ALICE"]}
ASKED: list[Question | Asked] = [
    silent("bygglov"),
    silent("bygglov"),
    silent("resa"),
    (answered("avtal"), wrong("wrong_body", "Det är inköpschefen")),
]


def last_week(url: str) -> None:
    """Questions of last week, and one of the week before, in a store."""

    async def steps(store: Store) -> None:
        now = time.time()
        for weeks, questions, start in ((1, ASKED, 1), (2, [silent("resa")], 100)):
            with patch("time.time", return_value=now - weeks * 7 * DAY):
                await record(store, questions, start=start)

    using(url, steps)


@contextmanager
def bot_with_gaps(slack: LocalSlack, folder: Path, /, **settings: Any) -> Iterator[Path]:
    last_week(f"sqlite:///{folder}/state/bot.sqlite3")
    with bot_in(slack, folder, slack=settings) as log:
        yield log


def said(slack: LocalSlack, channel: str = "C02HELP") -> list[dict[str, Any]]:
    return [one for one in slack.history(channel) if one.get("user") == "U0BOT"]


@pytest.mark.parametrize(
    ("day", "hour", "now", "expected"),
    [
        ("monday", 8, "2025-02-10T07:59+01:00", ("2025-W07", False)),
        ("monday", 8, "2025-02-10T08:00+01:00", ("2025-W07", True)),
        ("monday", 8, "2025-02-16T23:59+01:00", ("2025-W07", True)),
        ("monday", 8, "2025-02-17T00:01+01:00", ("2025-W08", False)),
        ("friday", 0, "2025-02-13T23:59+01:00", ("2025-W07", False)),
        ("friday", 0, "2025-02-14T00:00+01:00", ("2025-W07", True)),
        ("monday", 8, "2024-12-30T08:00+01:00", ("2025-W01", True)),
        ("sunday", 3, "2025-03-30T02:59+02:00", ("2025-W13", False)),  # the night that lacks an hour
        ("sunday", 3, "2025-03-30T03:00+02:00", ("2025-W13", True)),
    ],
)
def test_the_digest_is_due_from_its_hour_to_the_end_of_the_week(
    day: str, hour: int, now: str, expected: tuple[str, bool]
) -> None:
    settings = DigestConfig("C1", day, hour)

    assert due(settings, datetime.fromisoformat(now).timestamp()) == expected


def written(url: str, engine: Engine, at: float) -> Digest:
    return using(url, lambda store: write_digest(store, engine.library, phrasebook("sv"), at=at))


def test_the_digest_tells_the_last_whole_week_and_its_change(store_url: str, stockholm: Engine) -> None:
    last_week(store_url)

    digest = written(store_url, stockholm, time.time())

    numbers, gaps, feedback, texts = digest.parts
    year, week, _ = datetime.fromtimestamp(time.time() - 7 * DAY, UTC).isocalendar()
    assert digest.week == f"{year}-W{week:02}"
    assert numbers.lines == (
        "Frågor: 4 (+3)", "Utan svar: 3 (+2)", "Osäkra svar: 0 (oförändrat)", "Hjälpsamt: 0 (oförändrat)",
        "Fel eller saknas: 1 (+1)",
    )  # fmt: skip
    assert gaps.lines[0] == "bygglov: 2 (utan svar 2)"
    assert feedback.lines == ("fel organ: ”Det är inköpschefen” (om avtal)",)
    assert texts.lines[0].startswith("Texter: 1 (1 förslag")


def test_the_digest_fits_slack_whatever_was_said(store_url: str, stockholm: Engine) -> None:
    hostile = "<!channel> <@U01ALICE> *fet* " + "å" * 3_000
    words = [f"{'ord' * 60}{number}" for number in range(30)]
    using(
        store_url,
        lambda store: record(store, [(silent(*words[:number]), wrong("other", hostile)) for number in range(30)]),
    )
    wrong_texts = tuple(Problem(f"{'a' * 200}{n}.docx", 0, "cut_off", severe=True) for n in range(30))
    engine = Engine(replace(stockholm.library, problems=wrong_texts), stockholm.config, stockholm)

    message = digest_message(written(store_url, engine, time.time()), block_id="x" * 300)

    assert problems("chat.postMessage", {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}) == []
    assert "<!channel>" not in message.text


def test_the_digest_tells_the_state_of_the_texts(store_url: str, stockholm: Engine) -> None:
    document = stockholm.library.documents[0]
    old = replace(document, file="b.md", info=replace(document.info, standing=Standing.SUPERSEDED))
    faults = (
        Problem("notes.yaml", 3, "note_soon_overdue", (("id", "resor"), ("until", "2030-01-01"), ("owner", "KS"), ("days", "9"))),
        Problem("c.docx", 0, "cut_off", severe=True),
        Problem("d.md", 0, "standing_unknown"),
    )  # fmt: skip
    engine = Engine(replace(stockholm.library, documents=(document, old), problems=faults), stockholm.config)

    lines = written(store_url, engine, time.time()).parts[3].lines

    assert lines[0] == "Texter: 2 (1 förslag, inte beslutat, 1 ersatt, gäller inte längre)"
    assert [line.partition(":")[0] for line in lines[1:]] == ["notes.yaml", "c.docx"]


def test_the_key_of_a_digest_outlives_all_else_for_two_weeks(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_739_178_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    keys = [Key("T1", "C1", "1.1"), Key("T1", "C1", f"{DIGEST}2025-W07")]

    async def steps(store: Store) -> list[list[bool]]:
        known = []
        for key in keys:
            await store.first(key)
        for days in (0, 6, 10):
            now[0] += days * DAY
            await store.sweep(1)
            known.append([await store.knows(key) for key in keys])
        return known

    assert using(store_url, steps) == [[True, True], [False, True], [False, False]]


@pytest.mark.slow
def test_the_digest_comes_to_its_channel_once_over_restarts(tmp_path: Path) -> None:
    need_binary()
    with local_slack(tmp_path) as slack:
        with bot_with_gaps(slack, tmp_path, digest=ALWAYS_DUE):
            wait_for(lambda: said(slack) and slack.thread("C02HELP", said(slack)[0]["ts"])[1:])
        with bot_in(slack, tmp_path, slack={"digest": ALWAYS_DUE}) as log:
            ts = slack.say("<@U0BOT> Vem beslutar om EU-projekt?")
            wait_for(lambda: slack.thread("C01GEN", ts))
            logged = log.read_text(encoding="utf-8")
        slack.calls()  # each within Slack's limits
        (digest,) = said(slack)
        _, picture = slack.thread("C02HELP", digest["ts"])

    assert digest["blocks"][0]["text"]["text"].startswith("Veckan som gick: ")
    for part in ("bygglov: 2", "Frågor: 4 (+3)", "”Det är inköpschefen”", "python -m bot gaps"):
        assert part in digest["text"]
    assert picture["files"][0]["mimetype"] == "image/png"
    assert "failed" not in logged


@pytest.mark.slow
def test_without_a_channel_there_is_no_digest(tmp_path: Path) -> None:
    need_binary()
    with local_slack(tmp_path) as slack, bot_with_gaps(slack, tmp_path, digest={**ALWAYS_DUE, "channel": ""}):
        ts = slack.say("<@U0BOT> Vem beslutar om EU-projekt?")
        wait_for(lambda: slack.thread("C01GEN", ts))

        assert [one["channel"] for one in slack.calls("chat.postMessage")] == ["C01GEN"]


@pytest.mark.slow
def test_two_processes_post_one_digest_with_one_picture_in_its_thread() -> None:
    with fake_slack() as slack, bots(slack, 2, slack={"digest": ALWAYS_DUE}):
        slack.wait(lambda: [one for one in slack.messages("C02HELP") if one.get("files")], what="a picture")
        digest, picture = slack.messages("C02HELP")

    assert digest["text"].startswith("Veckan som gick: ")
    assert picture["thread_ts"] == digest["ts"]
    assert picture["files"][0]["content"].startswith(b"\x89PNG")
    (asked,) = slack.called("files.getUploadURLExternal")
    assert asked["alt_txt"].startswith("Stapeldiagram över 12 veckor")
    for method in ("chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"):
        assert [problems(method, one) for one in slack.called(method)] == [[]]


@pytest.mark.slow
def test_where_files_are_refused_the_digest_comes_without_its_picture() -> None:
    with fake_slack() as slack:
        slack.missing_scope.add("files.getUploadURLExternal")
        with bots(slack, 1, slack={"digest": ALWAYS_DUE}) as (bot,):
            slack.wait(lambda: bot.said("the weekly digest has no picture"), what="a word in the log")

        assert [one["text"].split(":")[0] for one in slack.messages("C02HELP")] == ["Veckan som gick"]


@pytest.mark.slow
def test_a_digest_that_a_killed_process_had_begun_is_posted_by_the_next(tmp_path: Path) -> None:
    with fake_slack() as slack:
        slack.limit("C02HELP", 3.0, "3")
        settings = {"slack": {"digest": ALWAYS_DUE}}
        one = Bot(slack, tmp_path / "one", tmp_path / "shared.sqlite3", **settings)
        one.start()
        slack.wait(lambda: slack.called("chat.postMessage"), what="a try")
        one.end(signal.SIGKILL)
        other = Bot(slack, tmp_path / "other", tmp_path / "shared.sqlite3", **settings)
        other.start()
        slack.wait(lambda: slack.messages("C02HELP"), what="the digest")
        assert other.end() == 0

        assert len(slack.messages("C02HELP")) == 1


# The command.


def test_the_digest_is_printed(tmp_path: Path) -> None:
    config = own_config(tmp_path)
    last_week(f"sqlite:///{tmp_path}/state/bot.sqlite3")

    done = run_bot("digest", "--language", "en", env={"BOT_CONFIG": str(config)})

    assert done.returncode == 0
    for part in ("The week that was", "Questions: 4 (+3)", "bygglov: 2 (no answer 2)", "Texts: 1 (1 proposal"):
        assert part in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "token", "fault"),
    [("", "xoxb-test-token", "slack.digest.channel is empty"), ("C02HELP", "", "SLACK_BOT_TOKEN is not set")],
)
def test_what_keeps_the_digest_from_being_posted_now_is_told(
    tmp_path: Path, channel: str, token: str, fault: str
) -> None:
    config = own_config(tmp_path, slack={"digest": {"channel": channel}})

    done = run_bot("digest", "--now", env={"BOT_CONFIG": str(config), "SLACK_BOT_TOKEN": token})

    assert (done.returncode, fault in done.stderr) == (2, True)


@pytest.mark.slow
def test_the_digest_is_posted_now_once_beside_a_running_bot(tmp_path: Path) -> None:
    need_binary()
    never_due = {**ALWAYS_DUE, "day": "sunday", "hour": 23}
    with local_slack(tmp_path) as slack, bot_with_gaps(slack, tmp_path, digest=never_due):
        tokens = {"SLACK_BOT_TOKEN": "xoxb-test-token", "SLACK_API_URL": f"{slack.address}/api/"}
        env = {**tokens, "BOT_CONFIG": str(tmp_path / "config.yaml")}
        first, second = (run_bot("digest", "--now", env=env) for _ in range(2))

        assert [first.returncode, second.returncode] == [0, 0], first.stderr
        assert "är skickat till C02HELP" in first.stdout
        assert "redan skickat" in second.stdout
        assert len(said(slack)) == 1


@pytest.mark.slow
def test_a_channel_that_the_bot_is_not_in_is_told() -> None:
    with fake_slack() as slack, tempfile.TemporaryDirectory() as folder:
        slack.refuse("chat.postMessage", "not_in_channel")
        config = own_config(Path(folder), slack={"digest": ALWAYS_DUE})
        env = {
            "SLACK_BOT_TOKEN": "xoxb-test-token",
            "SLACK_API_URL": f"{slack.address}/api/",
            "BOT_CONFIG": str(config),
        }

        done = run_bot("digest", "--now", env=env)

    assert (done.returncode, "not_in_channel" in done.stdout) == (1, True)


@pytest.mark.parametrize(("channel", "asked"), [("", False), ("C02HELP", True)])
def test_the_manifest_asks_to_write_files_only_for_a_digest(tmp_path: Path, channel: str, asked: bool) -> None:
    config = own_config(tmp_path, slack={"digest": {"channel": channel}})

    done = run_bot("manifest", env={"BOT_CONFIG": str(config)})

    assert ("files:write" in json.loads(done.stdout)["oauth_config"]["scopes"]["bot"]) is asked


# The App Home.


def home(slack: LocalSlack, user: str, *, wanted: str) -> str:
    """A person's App Home, once it has the words that are wanted in it."""
    slack.post("open-home", user=user)

    def views() -> list[str]:
        shown = [one["view"] for one in slack.calls("views.publish") if one["user_id"] == user]
        return [told for view in shown[-1:] if wanted in (told := json.dumps(view, ensure_ascii=False))]

    wait_for(views)
    return views()[0]


@pytest.mark.slow
def test_an_owner_and_no_other_sees_the_gap_list_at_home(tmp_path: Path) -> None:
    need_binary()
    with local_slack(tmp_path) as slack, bot_with_gaps(slack, tmp_path, **OWNERS):
        own = home(slack, "U01ALICE", wanted="Texternas tillstånd")
        other = home(slack, "U02BOB", wanted="Integritet")

    for part in ("bygglov: 2", "”Det är inköpschefen” (om avtal)", "Åtgärdat", "Texter: 1 (1 förslag"):
        assert part in own
        assert part not in other


@pytest.mark.slow
def test_an_owner_and_no_other_marks_a_group_at_home(tmp_path: Path) -> None:
    last_week(f"sqlite:///{tmp_path}/bot.sqlite3")
    settings = {"slack": OWNERS, "store": {"url": f"sqlite:///{tmp_path}/bot.sqlite3"}}
    told = []
    with fake_slack() as slack, bots(slack, 1, **settings):
        for user in ("U02BOB", "U01ALICE"):
            value = json.dumps({"g": "bygglov", "s": "mended"})
            before = len(slack.called("views.publish"))
            slack.send(block_action("gap_mended_0", value, user=user, source="home"), kind="interactive")
            slack.wait(lambda: len(slack.called("views.publish")) > before, what="the App Home")  # noqa: B023
            marked = using(f"sqlite:///{tmp_path}/bot.sqlite3", lambda store: store.gaps.marks())
            told.append([(topic, mark.state) for topic, mark in marks.items()] if (marks := marked) else [])
        view = json.dumps(slack.called("views.publish")[-1]["view"], ensure_ascii=False)

    assert told == [[], [("bygglov", "mended")]]
    assert "resa: 2" in view
    assert "bygglov" not in view


def test_an_owners_home_fits_slack_with_all_that_may_be_in_it(store_url: str, stensunda: Engine) -> None:
    hostile = "<!channel> " + "å" * 3_000
    words = [f"{'ord' * 60}{number}" for number in range(30)]
    asked = [(silent(*words[:number]), wrong("other", hostile)) for number in range(30)]
    faults = tuple(Problem(f"{'a' * 200}{n}.docx", 0, "cut_off", severe=True) for n in range(30))
    engine = Engine(replace(stensunda.library, problems=faults), stensunda.config, stensunda)
    body = max(engine.bodies(), key=lambda name: len(engine.of_body(name, "sv")))

    async def steps(store: Store) -> list[Block]:
        await record(store, asked)
        desk = replace(NO_DESK, config=engine.config, store=store, answerer=SimpleNamespace(engine=engine))
        return await Owners(desk).blocks(phrasebook("sv"))

    blocks = using(store_url, steps)
    view = home_page(
        engine, "sv", command="/vem", name="bot", body=body, shown=36, owners=blocks, privacy=[header("Integritet")]
    )

    assert problems("views.publish", {"user_id": "U1", "view": view}) == []
    assert view["blocks"][-1] == header("Integritet")
    assert all(block in view["blocks"] for block in blocks)
    told = json.dumps(view, ensure_ascii=False)
    assert "filen är avhuggen" in told
    assert "… och 22 till" in told


def test_where_the_list_cannot_be_read_the_rest_of_an_owners_home_is_there(stockholm: Engine) -> None:
    desk = replace(NO_DESK, config=stockholm.config, answerer=SimpleNamespace(engine=stockholm))

    blocks = asyncio.run(Owners(desk).blocks(phrasebook("en")))

    told = json.dumps(blocks)
    assert "The state of the texts" in told
    assert "The list cannot be read just now." in told
