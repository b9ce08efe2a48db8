"""config.yaml: what is accepted, and how the rest is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config, read_config
from bot.errors import ConfigError
from tests.conftest import ROOT


def test_the_configuration_of_the_repository_is_the_default(tmp_path: Path) -> None:
    empty = tmp_path / "config.yaml"
    empty.write_text("", encoding="utf-8")

    shipped = read_config(ROOT / "config.yaml")

    assert (shipped.answers, shipped.retrieval) == (Config(tmp_path).answers, Config(tmp_path).retrieval)
    assert shipped.slack == Config(tmp_path).slack
    assert shipped.operations == Config(tmp_path).operations
    assert replace(shipped.store, url="sqlite://") == Config(tmp_path).store
    assert read_config(empty).knowledge == tmp_path / "knowledge"


def test_every_setting_is_commented() -> None:
    lines = (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()
    settings = [
        i
        for i, line in enumerate(lines)
        if line.strip() and not line.strip().startswith("#") and not line.endswith(":")
    ]

    uncommented = [lines[i] for i in settings if "#" not in lines[i - 1] and "#" not in lines[i - 2]]

    assert uncommented == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("colour: red\n", "'colour' is not a setting; known: knowledge, contact, answers, retrieval"),
        ("answers:\n  langage: sv\n", "'langage' is not a setting"),
        ("answers:\n  language: de\n", "answers.language is 'de'; accepted: sv, en"),
        (
            "answers:\n  most_decisions: many\n",
            "answers.most_decisions is 'many'; accepted: a whole number from 1 to 40",
        ),
        ("answers:\n  most_decisions: 0\n", "accepted: a whole number from 1 to 40"),
        ("answers:\n  most_decisions: " + "9" * 5000 + "\n", "accepted: a whole number"),
        ("retrieval:\n  k1: nan\n", "retrieval.k1 is 'nan'; accepted: a number from 0 to 3"),
        ("slack:\n  mode: carrier pigeon\n", "slack.mode is 'carrier pigeon'; accepted: socket, http"),
        ("slack:\n  port: 70000\n", "slack.port is '70000'; accepted: a whole number from 1 to 65535"),
        (
            "slack:\n  command: vem\n",
            "slack.command is 'vem'; accepted: a slash and small letters, such as /vembeslutar",
        ),
        ("slack:\n  follow_ups: sometimes\n", "slack.follow_ups is 'sometimes'; accepted: on, off"),
        ("slack:\n  digest: {day: måndag}\n", "slack.digest.day is 'måndag'; accepted: monday, tuesday"),
        ("slack:\n  digest: {hour: 24}\n", "slack.digest.hour is '24'; accepted: a whole number from 0 to 23"),
        ("slack:\n  digest: {timezone: Stockholm}\n", "slack.digest.timezone is 'Stockholm'; accepted: a time zone"),
        ("slack:\n  digest: {timezone: ../../etc/passwd}\n", "accepted: a time zone of the IANA list"),
        ("slack:\n  digest: {channel: general}\n", "slack.digest.channel is 'general'; accepted: the id of a channel"),
        ("slack:\n  digest: {when: monday}\n", "'when' is not a setting; known: channel, day, hour, timezone"),
        ("slack:\n  contact: anna\n", "slack.contact is 'anna'; accepted: the id of a channel or person in Slack"),
        ("slack:\n  channels:\n    general: {}\n", "slack.channels.general is no channel id; accepted: ids such as"),
        (
            "slack:\n  channels:\n    C01GEN: {answers: loud}\n",
            "slack.channels.C01GEN.answers is 'loud'; accepted: off, mention",
        ),
        (
            "slack:\n  channels:\n    C01GEN: {voice: low}\n",
            "'voice' is not a setting; known: answers, visibility, language",
        ),
        ("slack:\n  everywhere:\n    language: fi\n", "slack.everywhere.language is 'fi'; accepted: sv, en"),
        ("operations:\n  port: 65536\n", "operations.port is '65536'; accepted: a whole number from 0 to 65535"),
        ("operations:\n  host: 0.0.0.0\n", "'host' is not a setting; known: port, log_level"),
        (
            "operations:\n  log_level: loud\n",
            "operations.log_level is 'loud'; accepted: debug, info, warning, error",
        ),
        (
            "slack: {mode: http}\noperations: {port: 3000}\n",
            "operations.port is 3000, as is slack.port; accepted: another port, or 0 for none",
        ),
        ("store:\n  days: 0\n", "store.days is '0'; accepted: a whole number from 1 to 3650"),
        ("store:\n  questions: all\n", "store.questions is 'all'; accepted: nothing, topic_words, full_text"),
        (
            'store:\n  retention_decision: "KS 1\\nKS 2"\n',
            r"store.retention_decision is 'KS 1\nKS 2'; accepted: one line of at most 200 characters",
        ),
        ("retrieval:\n  b: high\n", "retrieval.b is 'high'; accepted: a number from 0 to 1"),
        ("answers: sv\n", "answers: should be keys with values, is the text 'sv'"),
        ("- a\n", "should be keys with values, is a list"),
        ("knowledge: ''\n", "knowledge is empty"),
        ("knowledge: [a]\n", "knowledge: should be text, is a list"),
    ],
)
def test_a_wrong_configuration_is_refused_by_key_and_value(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError) as error:
        read_config(path)

    assert fault in str(error.value)
    assert str(path) in str(error.value)


def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml: cannot be read"):
        read_config(tmp_path / "config.yaml")
