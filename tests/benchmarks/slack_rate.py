"""How many mentions a second are answered, beside a bot that always says the same, on the same local Slack in the same run.

    python -m tests.benchmarks.slack_rate [--count 300] [--rounds 3]

Also prints how soon a slash command is acknowledged. Needs the local Slack (npm install --no-save local-slack-linux-x64@0.1.8).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.local_slack import LocalSlack, bot_in, local_slack, process, wait_for
from tests.tables import TESTS, read_table

SENDERS = 8
CONSTANT = """
import os, time
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
address = os.environ["SLACK_API_URL"]
app = App(client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=address))

@app.event("app_mention")
def mentioned(event, client):
    client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Kommunfullmäktige beslutar.")

@app.event("message")
def messaged():
    pass

web = WebClient(token=os.environ["SLACK_APP_TOKEN"], base_url=address)
SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=web).connect()
print("joined Slack", flush=True)
time.sleep(3600)
"""


@contextmanager
def constant_bot(slack: LocalSlack, folder: Path) -> Iterator[None]:
    env = {
        **os.environ,
        "SLACK_BOT_TOKEN": "xoxb-test-token",
        "SLACK_APP_TOKEN": "xapp-test-token",
        "SLACK_API_URL": f"{slack.address}/api/",
    }
    log = folder / "constant.log"
    with process([sys.executable, "-c", CONSTANT], env, log):
        wait_for(lambda: "joined Slack" in log.read_text(encoding="utf-8"))
        yield


def rate(slack: LocalSlack, questions: list[str], count: int) -> float:
    """Mentions answered a second, from the first that is sent to the last that is answered."""
    asked: list[str] = []
    host = slack.address.removeprefix("http://")

    def send(first: int) -> None:
        connection = http.client.HTTPConnection(host)
        for number in range(first, count, SENDERS):
            body = {"channel": "C01GEN", "user": "U01ALICE", "text": f"<@U0BOT> {questions[number % len(questions)]}"}
            connection.request("POST", "/_control/message", json.dumps(body), {"Content-Type": "application/json"})
            asked.append(json.load(connection.getresponse())["message"]["ts"])
        connection.close()

    begun = time.monotonic()
    senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    while sum(bool(message.get("reply_count")) for message in slack.history("C01GEN")) < count:
        time.sleep(0.02)
    return count / (time.monotonic() - begun)


def acknowledgement(slack: LocalSlack, questions: list[str]) -> list[float]:
    """Milliseconds from sending a slash command to its acknowledgement, by the local Slack's own clock."""
    for question in questions[:60]:
        slack.post("command", channel="C01GEN", user="U01ALICE", command="/vembeslutar", text=question)
        time.sleep(0.02)
    sent, waits = 0, []
    for entry in json.loads(slack.get("log"))["log"]:
        if entry["kind"] == "slash_commands":
            sent = entry["time"]
        elif entry["kind"] == "ack" and "text" in (entry.get("detail") or {}) and sent:
            waits.append(float(entry["time"] - sent))
            sent = 0
    return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    questions = [row.question for row in read_table(TESTS / "questions" / "stockholm.yaml")]
    ours: list[float] = []
    theirs: list[float] = []
    waits: list[float] = []
    for _ in range(options.rounds):
        for found, bot in ((theirs, constant_bot), (ours, bot_in)):
            with tempfile.TemporaryDirectory() as place, local_slack(Path(place)) as slack, bot(slack, Path(place)):
                found.append(rate(slack, questions, options.count))
                if bot is bot_in:
                    waits += acknowledgement(slack, questions)
    figures = {
        "mentions_a_second": round(statistics.median(ours)),
        "constant_bot": round(statistics.median(theirs)),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "slash_acknowledged_ms_median": statistics.median(waits),
        "slash_acknowledged_ms_most": max(waits),
    }
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:30} {value}")


if __name__ == "__main__":
    main()
