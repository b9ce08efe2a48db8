"""What may go wrong around the bot in Slack, done on purpose, with the figures of what came of it.

    python -m tests.slack_faults duplicates --count 10000
    python -m tests.slack_faults killed --count 50
    python -m tests.slack_faults ended --count 50
    python -m tests.slack_faults cut --count 200
    python -m tests.slack_faults limited --count 400
    python -m tests.slack_faults mutated --count 20000
    python -m tests.slack_faults injected --count 10000

The process is `python -m bot`, started as its administrator starts it; Slack is a fake one that has these faults. `--seed`
repeats a run. tests/test_slack_faults.py runs a short round of each.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.config import read_config
from bot.fresh import load_engine
from bot.slack.card import answer_card
from bot.slack.text import read_question
from tests.bot_process import bots
from tests.conftest import ROOT
from tests.fake_slack import FakeSlack, fake_slack
from tests.payload_limits import meant, problems
from tests.slack_payloads import (
    block_action,
    global_shortcut,
    home_opened,
    mention,
    message,
    message_changed,
    message_deleted,
    message_shortcut,
    mutate,
    new_ts,
    slash,
    tombstone,
    view_submission,
)

Figures = dict[str, Any]
QUESTION = "<@U0BOT> Vem beslutar om EU-projekt?"


def answered(slack: FakeSlack) -> Counter[str]:
    """How many answers each message has, by its ts."""
    channels = {str(call.arguments.get("channel")) for call in list(slack.calls) if call.method == "chat.postMessage"}
    return Counter(str(one.get("thread_ts")) for channel in channels for one in slack.messages(channel))


def verdict(slack: FakeSlack, asked: list[str]) -> Figures:
    """How many of the messages asked have no answer, and how many more than one; and whether every payload was sound."""
    found = answered(slack)
    wrong = [line for call in list(slack.calls) for line in problems(call.method, call.arguments)]
    return {
        "asked": len(asked),
        "lost": sum(found[ts] == 0 for ts in asked),
        "doubled": sum(found[ts] > 1 for ts in asked),
        "unsound": wrong[:3],
    }


def wait_until_answered(slack: FakeSlack, asked: list[str], seconds: float) -> float:
    """Wait until all are answered, at most so long; return how long it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        found = answered(slack)
        if all(found[ts] for ts in asked):
            break
        time.sleep(0.05)
    return time.monotonic() - begun


def duplicates(count: int, chance: random.Random) -> Figures:
    """Every event four times, over two processes with one store."""
    with fake_slack(seed=chance.randrange(10**6)) as slack, bots(slack, 2) as processes:
        slack.deliveries = 4
        asked, begun = [], time.monotonic()
        for number in range(count):
            ts = new_ts()
            asked.append(ts)
            kind = mention if number % 2 else message
            slack.send(kind(QUESTION, channel=f"C{number % 20:02}LOAD", ts=ts))
            if number % 100 == 99:  # as fast as they are taken, not faster
                slack.wait(lambda: len(slack.unacknowledged()) < 400, seconds=60)
        wait_until_answered(slack, asked, 120)
        took = time.monotonic() - begun
        slack.wait(lambda: not slack.unacknowledged(), seconds=30, what="the last acknowledgement")
        alive = all(one.alive() for one in processes)
        return {**verdict(slack, asked), "deliveries": 4 * count, "a_second": round(count / took), "alive": alive}


def _ended_at_random(count: int, chance: random.Random, how: signal.Signals) -> Figures:
    with fake_slack(seed=chance.randrange(10**6)) as slack, bots(slack) as (bot,):
        asked: list[str] = []
        serving, drained, codes = [], [], []
        for _ in range(count):
            moment = time.monotonic() + chance.uniform(0.05, 0.8)
            while time.monotonic() < moment:
                _ask(slack, asked, chance)
            codes.append(bot.end(how))
            ended = time.monotonic()
            bot.start(wait=False)
            for _ in range(10):
                _ask(slack, asked, chance)
            first = len(slack.called("chat.postMessage"))
            slack.wait(lambda first=first: len(slack.called("chat.postMessage")) > first, what="serving again")  # type: ignore[misc]
            serving.append(time.monotonic() - ended)
            wait_until_answered(slack, asked, 30)
            drained.append(time.monotonic() - ended)
        slack.wait(lambda: not slack.unacknowledged(), seconds=30, what="the last acknowledgement")
        return {
            **verdict(slack, asked),
            "rounds": count,
            "exit_codes": dict(Counter(codes)),
            "serving_again_s": spread(serving),
            "drained_s": spread(drained),
        }


def _ask(slack: FakeSlack, asked: list[str], chance: random.Random) -> None:
    ts = new_ts()
    asked.append(ts)
    slack.send(mention(QUESTION, channel=f"C{chance.randrange(8):02}LOAD", ts=ts))
    time.sleep(chance.uniform(0.0, 0.02))


def killed(count: int, chance: random.Random) -> Figures:
    """kill -9 at random moments under load, and started again."""
    return _ended_at_random(count, chance, signal.SIGKILL)


def ended(count: int, chance: random.Random) -> Figures:
    """SIGTERM at random moments under load, and started again."""
    return _ended_at_random(count, chance, signal.SIGTERM)


def cut(count: int, chance: random.Random) -> Figures:
    """All connections cut, in one of five ways; events come all the while."""
    # The fake sends again after 3 s, the real one after minutes: three times would be over before the next cut is.
    with fake_slack(seed=chance.randrange(10**6), retries=20) as slack, bots(slack) as (bot,):
        asked: list[str] = []
        back: dict[str, list[float]] = {}
        for _ in range(count):
            how = chance.choice(("close", "refresh", "tcp", "reset", "silent"))
            for _ in range(chance.randrange(1, 6)):
                _ask(slack, asked, chance)
            slack.cut(how)  # type: ignore[arg-type]
            begun = time.monotonic()
            after: list[str] = []
            while not any(answered(slack)[ts] for ts in after) and time.monotonic() - begun < 30:
                _ask(slack, after, chance)
                time.sleep(0.03)
            back.setdefault(how, []).append(time.monotonic() - begun)
            asked += after
            slack.wait(lambda: slack.connections >= 2, seconds=30, what="two connections")
        wait_until_answered(slack, asked, 30)
        times = {f"back_s_{how}": spread(found) for how, found in sorted(back.items())}
        return {**verdict(slack, asked), "cuts": count, "alive": bot.alive(), **times}


def limited(count: int, chance: random.Random) -> Figures:
    """One channel limited for ten seconds, with a Retry-After, without, and with one that is no number; others go on."""
    seconds = 10.0
    with fake_slack(seed=chance.randrange(10**6)) as slack, bots(slack):
        asked, others = [], {}
        slack.limit("C00SLOW", seconds, chance.choice((str(int(seconds)), None, "soon")))
        end = time.monotonic() + seconds
        for number in range(count):
            ts = new_ts()
            asked.append(ts)
            slow = number in (0, 10, 20)
            slack.send(mention(QUESTION, channel="C00SLOW" if slow else f"C{number % 8 + 1:02}FAST", ts=ts))
            if not slow:
                others[ts] = time.monotonic()
            time.sleep(max(0.0, (end - 1 - time.monotonic()) / (count - number)))
        fast = [ts for ts in asked if ts in others]
        wait_until_answered(slack, fast, max(0.1, end - time.monotonic()))
        arrived = {str(c.arguments.get("thread_ts")): c.at for c in list(slack.calls) if c.method == "chat.postMessage"}
        waits = sorted(arrived[ts] - at for ts, at in others.items() if ts in arrived)
        wait_until_answered(slack, asked, 60)
        p99 = waits[min(len(waits) - 1, int(0.99 * len(waits)))] if waits else float("inf")
        return {
            **verdict(slack, asked),
            "others_p50_ms": round(1000 * statistics.median(waits)),
            "others_p99_ms": round(1000 * p99),
        }


def mutated(count: int, chance: random.Random) -> Figures:
    """Payloads of every kind with something wrong in them; then a question."""
    with fake_slack(seed=chance.randrange(10**6), retry_after=20.0) as slack, bots(slack) as (bot,):
        makers = _every_kind(slack)
        for number in range(count):
            kind, payload = makers[number % len(makers)]
            slack.send(mutate(payload(), chance), kind=kind, accepts_response_payload=kind == "slash_commands")
            if number % 200 == 199:
                slack.wait(lambda: len(slack.unacknowledged()) < 200, seconds=60, what="acknowledging")
        for frame in (
            "",
            "null",
            "[]",
            "{",
            '{"type":"events_api"}',
            '{"envelope_id":7,"type":null,"payload":[]}',
            "\x00",
        ):
            slack.raw(frame)
        ts = new_ts()
        slack.send(mention(QUESTION, channel="C01LAST", ts=ts))
        took = wait_until_answered(slack, [ts], 60)
        slack.wait(lambda: not slack.unacknowledged(), seconds=30, what="the last acknowledgement")
        log = bot.log.read_text(encoding="utf-8")
        uncaught = [line for line in log.splitlines() if not line.startswith("{") or '"logger": "asyncio"' in line]
        unsound = [line for call in list(slack.calls) for line in problems(call.method, call.arguments)]
        return {
            "payloads": count,
            "unacknowledged": len(slack.unacknowledged()),
            "uncaught": len(uncaught),
            "first_uncaught": uncaught[:2],
            "set_aside": log.count("set aside") + log.count("could not be taken in"),
            "apologies": log.count("something pressed or typed failed"),
            "unsound": unsound[:3],
            "question_answered_after_s": round(took, 2),
            **verdict(slack, [ts]),
        }


def _every_kind(slack: FakeSlack) -> list[tuple[str, Callable[[], Any]]]:
    card = answer_card(load_engine(read_config(ROOT / "config.yaml")).ask(QUESTION), person=True)
    pressed = [e for block in card.blocks if block["type"] == "actions" for e in block["elements"]]
    url = slack.response_url("x")
    found: list[tuple[str, Callable[[], Any]]] = [
        ("events_api", lambda: mention(QUESTION)),
        ("events_api", lambda: message(QUESTION, channel="D01ALICE")),
        ("events_api", lambda: message("och EU-projekt då?", thread_ts="1764000000.000001")),
        ("events_api", lambda: message_changed("<@U0BOT> Vem ansvarar?", ts="1764000000.000001")),
        ("events_api", lambda: message_deleted(ts="1764000000.000001")),
        ("events_api", lambda: tombstone(ts="1764000000.000001")),
        ("events_api", lambda: home_opened("U01ALICE", "home")),
        ("events_api", lambda: home_opened("U01ALICE", "messages")),
        ("slash_commands", lambda: slash("Vem beslutar om EU-projekt?", response_url=url)),
        ("slash_commands", lambda: slash("", response_url=url)),
        ("interactive", lambda: message_shortcut("who_decides", text="Vem beslutar om EU-projekt?")),
        ("interactive", lambda: global_shortcut("search")),
        ("interactive", lambda: view_submission("search", {"question": {"text": {"value": "EU-projekt"}}})),
        ("interactive", lambda: view_submission("answer", {}, private_metadata='{"c":"C1","ts":"1.2","q":"EU"}')),
    ]
    for one in pressed:
        found.append(("interactive", lambda one=one: block_action(one["action_id"], one["value"])))  # type: ignore[misc]
    return found


def injected(count: int, chance: random.Random) -> Figures:
    """Made-up questions and texts with mentions, links, formatting and direction marks: what of it becomes active."""
    pieces = (
        "<!channel>", "<!here>", "<@U01ALICE>", "<#C01GEN|general>", "<https://a.se|länk>", "<mailto:a@b.se>", "http://b.se/x",
        "https://c.se", "&lt;!channel&gt;", "*fet*", "_kursiv_", "~struken~", "`kod`", "```block```", "> citat", "@here", "@channel",
        "#general", ":tada:", "\u202e", "\u2066", "\u2069", "\u200f", "\u200b", "www.d.se", "a@b.se", "<!subteam^S1>", "<", ">", "&",
        "<!date^1^x|y>", "javascript:alert(1)", "[länk](https://e.se)",
    )  # fmt: skip
    words = (
        "Vem",
        "beslutar",
        "om",
        "medlemskap",
        "EU-projekt",
        "i",
        "internationella",
        "organisationer",
        "?",
        "nämnden",
        "bygglov",
    )
    active: list[str] = []
    unsound: list[str] = []
    made = 0
    while made < count:
        with tempfile.TemporaryDirectory() as place:
            engine = load_engine(read_config(ROOT / "config.yaml"), _hostile_texts(Path(place), pieces, chance))
            for _ in range(min(500, count - made)):
                made += 1
                text = " ".join(
                    chance.choice(pieces if chance.random() < 0.4 else words) for _ in range(chance.randrange(1, 14))
                )
                answer = engine.ask(read_question(text, "U0BOT"))
                card = answer_card(answer, person=True, contact="en människa")
                sent = {
                    "channel": "C1",
                    "text": card.text,
                    "blocks": list(card.blocks),
                    "parse": "none",
                    "mrkdwn": False,
                }
                active += meant("chat.postMessage", sent) + meant(
                    "chat.update", {**sent, "mrkdwn": True, "parse": "none"}
                )
                unsound += problems("chat.postMessage", {**sent})
    return {"questions": made, "active": len(active), "for_example": active[:3], "unsound": unsound[:3]}


def _hostile_texts(folder: Path, pieces: tuple[str, ...], chance: random.Random) -> Path:
    def some() -> str:
        return " ".join(chance.choice(pieces) for _ in range(3))

    lines = ["# Reglemente " + some(), ""]
    for matter in ("medlemskap", "EU-projekt", "bygglov", "internationella organisationer"):
        lines += [f"## {matter} {some()}", "", f"Kommunfullmäktige beslutar om {matter} {some()} i staden.", ""]
        lines += [f"Nämnden ansvarar för {some()} {matter}. {some()} Byggnämnden beslutar om {some()}.", ""]
    (folder / "text.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


def spread(values: list[float]) -> str:
    """Median and maximum, for people."""
    return f"{statistics.median(values):.2f} (most {max(values):.2f})" if values else "–"


KINDS: dict[str, Callable[[int, random.Random], Figures]] = {
    "duplicates": duplicates,
    "killed": killed,
    "ended": ended,
    "cut": cut,
    "limited": limited,
    "mutated": mutated,
    "injected": injected,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = KINDS[options.kind](options.count, random.Random(options.seed))
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
