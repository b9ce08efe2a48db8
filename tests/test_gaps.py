"""The gap list: what falls together, what is counted, what is hidden; and `python -m bot gaps` as its user runs it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.models import WITHHELD
from bot.reports.gaps import GapList, find_group
from bot.reports.learned import read_learned
from bot.reports.topics import find_topic
from bot.store.asked import Question
from bot.store.store import Store
from bot.yamlfile import as_list, as_mapping, read_yaml
from tests.asked import Asked, answered, record, silent, using, wrong
from tests.conftest import ROOT
from tests.local_slack import own_config
from tests.process import run_bot

DAY = 86_400.0


class Clock:
    """The time, as the store takes it."""

    def __init__(self) -> None:
        self.now = 1_739_178_000.0  # Monday of 2025-W07

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


async def listed(store: Store) -> GapList:
    return (await read_learned(store, since=0.0, weeks=4, examples=True)).gaps


def grouped(url: str, questions: Iterable[Question | Asked], keeps: str = "topic_words") -> GapList:
    async def steps(store: Store) -> GapList:
        await record(store, questions)
        return await listed(store)

    return using(url, steps, keeps)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((["resa"], "sv"), (["resor"], "sv")),
        ((["resorna"], "sv"), (["travel"], "en")),
        ((["medlemskap"], "sv"), (["membership"], "en")),
        ((["avtal", "resa"], "sv"), (["resor", "avtalet"], "sv")),
        ((["styrdokument"], "sv"), (["styrande dokument"], "sv")),
        ((["bygglov"], "sv"), (["bygglov", WITHHELD], "sv")),
        ((["Kommunstyrelsens ekonomiutskott"], "sv"), (["Kommunstyrelsens ekonomiutskott"], "en")),
    ],
)  # fmt: skip
def test_words_for_one_thing_are_one_topic(one: tuple[list[str], str], other: tuple[list[str], str]) -> None:
    assert find_topic(*one).key == find_topic(*other).key


@pytest.mark.parametrize(
    ("one", "other"), [("avtal", "medlemskap"), ("EU-projekt", "projekt"), ("resa", "resepolicy"), ("avgift", "avtal")]
)
def test_words_for_two_things_are_two_topics(one: str, other: str) -> None:
    assert find_topic([one], "sv").key != find_topic([other], "sv").key


def test_every_first_official_word_of_the_thesaurus_leads_to_itself() -> None:
    concepts = as_mapping(as_mapping(read_yaml(ROOT / "bot/language/thesaurus.yaml"), "")["concepts"], "")
    firsts = [str(as_list(as_mapping(node, "")["official"], "")[0]) for node in concepts.values()]

    astray = [
        word for word in firsts if [one.name.lower() for one in find_topic([word], "sv").concepts] != [word.lower()]
    ]

    assert [word for word in astray if len(find_topic([word], "sv").concepts) != 1] == []
    assert len(astray) < len(firsts) / 50  # spellings of the same keys


def test_questions_about_one_thing_are_one_group_with_why_and_when(store_url: str, clock: Clock) -> None:
    gaps = grouped(
        store_url,
        [
            silent("resor"),
            silent("travel", language="en"),
            (answered("resa"), wrong("wrong_body", "Det är nämnden")),
            (silent("resa"), wrong("missed")),
            answered("avtal", low=True),
            answered("avtal"),
        ],
    )

    first, second = gaps.groups
    assert (first.names, first.number, first.weeks) == (("resa",), 4, {"2025-W07": 4})
    assert first.reasons == {"silence": 3, "low": 0, "wrong": 2}
    assert first.why == {"wrong_body": 1, "missed": 1}
    assert [one.said for one in first.said] == ["Det är nämnden"]
    assert (second.names, second.number, second.reasons["low"]) == (("avtal",), 1, 1)


def test_words_that_are_not_kept_are_counted(store_url: str, clock: Clock) -> None:
    gaps = grouped(store_url, [silent("resa", WITHHELD), silent("resa"), silent(WITHHELD), silent()])

    assert [(group.key, group.number, group.withheld) for group in gaps.groups] == [
        ("res", 2, 1),
        ("-", 1, 0),
        ("?", 1, 1),
    ]


def test_a_complaint_whose_question_is_not_recorded_is_listed(store_url: str, clock: Clock) -> None:
    gaps = grouped(store_url, [(answered("resa", text="Vem?"), wrong("other", "Fel paragraf"))], keeps="nothing")

    assert [(group.key, group.number, group.said[0].said) for group in gaps.groups] == [("-", 1, "Fel paragraf")]


@pytest.mark.parametrize("state", ["mended", "dismissed"])
def test_a_marked_group_is_hidden_until_it_comes_again(store_url: str, clock: Clock, state: str) -> None:
    async def steps(store: Store) -> list[tuple[list[tuple[str, int]], int]]:
        seen = []

        async def look() -> None:
            gaps = await listed(store)
            seen.append(([(group.key, group.number) for group in gaps.groups], gaps.hidden))

        await record(store, [silent("resa"), silent("resor"), silent("avtal")])
        clock.now += 60
        await store.gaps.mark("res", state, "owner")
        await look()
        clock.now += DAY
        await record(store, [silent("travel", language="en")], start=10)
        await look()
        return seen

    assert using(store_url, steps) == [([("avtal", 1)], 1), ([("res", 1), ("avtal", 1)], 0)]


def test_a_new_complaint_about_an_old_answer_shows_its_group_again(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> list[list[tuple[str, int]]]:
        await record(store, [(silent("resa"), wrong("missed", "3 §")), silent("resa")])
        clock.now += 60
        await store.gaps.mark("res", "mended", "owner")
        hidden = await listed(store)
        clock.now += 60
        await record(store, [(silent("resa"), wrong("missed", "4 §"))])
        again = await listed(store)
        return [[(one.said, group.number) for group in gaps.groups for one in group.said] for gaps in (hidden, again)]

    assert using(store_url, steps) == [[], [("4 §", 1)]]


@pytest.mark.parametrize("typed", ["resa", "Resor", "travel", "res", "resorna"])
def test_a_group_is_found_by_any_word_for_it(store_url: str, clock: Clock, typed: str) -> None:
    gaps = grouped(store_url, [silent("resa"), silent("avtal")])

    group = find_group(gaps.groups, typed)

    assert group is not None
    assert group.key == "res"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Vem beslutar om parkering för Anna Andersson?", ("parkering", WITHHELD)),
        ("får anna andersson resa till möten?", ("resa", "möten", WITHHELD)),
        ("får maria resa?", ("resa", WITHHELD)),
        ("Vad beslutar Anderssons Bygg AB om?", (WITHHELD,)),
        ("Vad ansvarar kommunstyrelsen för?", ("Kommunstyrelsen",)),
        ("Who decides on travel on 2025-03-01?", ("travel",)),
        ("Hej!", ()),
    ],
)
def test_what_is_kept_of_a_question_is_what_it_is_about_and_no_name(
    stockholm: Engine, question: str, words: tuple[str, ...]
) -> None:
    assert stockholm.topic_words(question) == words


def test_a_follow_up_is_about_what_its_thread_is_about(stockholm: Engine) -> None:
    thread = [stockholm.keep_topic("Vem beslutar om medlemskap i nätverk?")]

    assert "bygglov" in stockholm.topic_words("Och bygglov då?", thread)


# The command.


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a configuration, texts that may be added to, and a store with some questions of today."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "resor.md").write_text("# Regler\n\nKommundirektören beslutar om resor.\n", encoding="utf-8")
    own_config(tmp_path, knowledge=str(texts))
    using(
        f"sqlite:///{tmp_path}/state/bot.sqlite3",
        lambda store: record(
            store,
            [
                silent("bygglov"),
                silent("bygglov", WITHHELD),
                (answered("resa"), wrong("wrong_body", "Det är direktören")),
            ],
        ),
    )
    return tmp_path


def gaps(place: Path, *arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
    done = run_bot("gaps", *arguments, env={"BOT_CONFIG": str(place / "config.yaml")}, stdin=stdin)
    return done.returncode, done.stdout, done.stderr


def test_the_list_tells_topics_reasons_weeks_and_what_was_said(place: Path) -> None:
    code, out, _ = gaps(place)

    assert code == 0
    for part in (
        "3 frågor i 2 ämnen",
        "bygglov",
        "resa",
        "varav med okända ord: 1",
        "fel organ",
        "”Det är direktören”",
    ):
        assert part in out
    assert out.index("bygglov") < out.index("resa")
    assert "full_text" in out


@pytest.mark.slow
def test_the_list_speaks_english_when_it_is_asked_to(place: Path) -> None:
    _, out, _ = gaps(place, "--language", "en")

    assert "3 questions in 2 topics" in out
    assert "wrong body" in out


@pytest.mark.slow
def test_the_list_as_csv_has_a_column_for_each_week(place: Path) -> None:
    _, out, _ = gaps(place, "--format", "csv", "--weeks", "3")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["topic"], row["number"], row["silence"], row["wrong"]) for row in rows] == [
        ("bygglov", "2", "2", "0"),
        ("resa", "1", "0", "1"),
    ]
    weeks = [name for name in rows[0] if "-W" in name]
    assert [len(weeks), sum(int(rows[0][week]) for week in weeks)] == [3, 2]


@pytest.mark.slow
def test_the_list_as_json_has_all_of_it(place: Path) -> None:
    _, out, _ = gaps(place, "--format", "json", "--weeks", "1")

    found = json.loads(out)
    assert [(week["questions"], week["silence"], week["wrong"]) for week in found["weeks"]] == [(3, 2, 1)]
    assert [group["topic"] for group in found["groups"]] == ["bygglov", "resa"]
    assert found["groups"][1]["said"][0]["said"] == "Det är direktören"
    assert len(found["groups"][0]["examples"]) == 2


@pytest.mark.slow
def test_a_group_is_marked_on_the_command_line(place: Path) -> None:
    code, out, _ = gaps(place, "--mark", "Bygglovet", "mended")
    _, after, _ = gaps(place)

    assert (code, "åtgärdat" in out) == (0, True)
    assert "bygglov" not in after
    assert "avfärdade): 1" in after


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--mark", "parkering", "mended"], "'parkering' is no group of the gap list; there are: bygglov; resa"),
        (["--mark", "bygglov", "gone"], "accepted: mended, dismissed"),
        (["--since", "i går"], "accepted: a date such as 2025-03-01"),
        (["--since", "2999-01-01"], "accepted: a day that has begun"),
        (["--weeks", "0"], "accepted: a number from 1 to 520"),
        (["--plot", "weeks.gif"], "accepted: a file that ends in .png or .svg"),
        (["--body", "KF"], "goes with --test"),
        (["--test", "bygglov", "resa", "--question", "Vem?"], "give one ID or GROUP with it"),
    ],
)
def test_wrong_use_is_told_in_one_line(place: Path, arguments: list[str], fault: str) -> None:
    code, _, err = gaps(place, *arguments)

    assert (code, err.count("\n")) == (2, 1)
    assert fault in err


def test_a_group_becomes_a_test_with_one_command(place: Path) -> None:
    code, out, _ = gaps(place, "--test", "bygglov", "--silence")

    text = (place / "texts" / "questions.yaml").read_text(encoding="utf-8")
    assert code == 0
    assert "Vem beslutar om bygglov?" in out
    assert "question: Vem beslutar om bygglov?" in text
    assert "expect: silence" in text
    assert run_bot("eval", env={"BOT_CONFIG": str(place / "config.yaml")}).returncode == 0


@pytest.mark.slow
def test_what_somebody_called_wrong_becomes_a_test_with_what_is_right(place: Path) -> None:
    _, listed, _ = gaps(place, "--format", "json")
    known = json.loads(listed)["groups"][1]["said"][0]["question"]

    code, _, _ = gaps(place, "--test", known[:10], "--question", "Vem godkänner resor?",
                      "--body", "Kommundirektören", "--role", "decides")  # fmt: skip

    text = (place / "texts" / "questions.yaml").read_text(encoding="utf-8")
    assert code == 0
    assert "question: Vem godkänner resor?" in text
    assert "body: Kommundirektören" in text


@pytest.mark.slow
def test_a_test_is_made_of_the_answer_of_today_only_when_that_is_confirmed(place: Path) -> None:
    refused, _, _ = gaps(place, "--test", "resa", stdin="nej\n")
    assert not (place / "texts" / "questions.yaml").exists()

    taken, out, _ = gaps(place, "--test", "resa", stdin="ja\n")

    assert (refused, taken) == (1, 0)
    assert "Kommundirektören" in out
    assert "body: Kommundirektören" in (place / "texts" / "questions.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_full_texts_are_shown_and_become_tests_where_they_are_kept(tmp_path: Path) -> None:
    own_config(tmp_path, store={"questions": "full_text"}, knowledge=str(tmp_path / "texts"))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "resor.md").write_text("# Regler\n\nKommundirektören beslutar om resor.\n", encoding="utf-8")
    asked = silent("bygglov", text="Vem ger bygglov för en brygga?")
    using(f"sqlite:///{tmp_path}/state/bot.sqlite3", lambda store: record(store, [asked]), "full_text")

    _, out, _ = gaps(tmp_path)
    code, _, _ = gaps(tmp_path, "--test", "bygglov", "--silence")

    assert "”Vem ger bygglov för en brygga?”" in out
    assert code == 0
    assert "question: Vem ger bygglov för en brygga?" in (tmp_path / "texts" / "questions.yaml").read_text(
        encoding="utf-8"
    )


def test_a_store_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    own_config(tmp_path, store={"url": f"sqlite:///{tmp_path}"})  # a folder is no database

    code, _, err = gaps(tmp_path)

    assert code == 2
    assert "cannot be read" in err
