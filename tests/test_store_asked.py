"""What came of asking: questions, votes, gaps, weeks, hand-overs and notes, on both databases alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from bot.slack.people import People
from bot.store.asked import Complaint, Forgotten, Gap, Mark, Note, Question, Vote, Week
from bot.store.jobs import Job, Key
from bot.store.store import Store
from tests.databases import dump, rows

T = TypeVar("T")
DAY = 86_400.0
MONDAY = datetime(2025, 2, 10, 9, tzinfo=UTC).timestamp()  # of 2025-W07
MESSAGE, ANSWER = Key("T1", "C1", "1.1"), Key("T1", "C1", "5.5")
SILENCE = Question("mention", "sv", "not_found", words=("resor",), text="Vem betalar min resa?", person="asker")
SURE = Question("mention", "sv", "answered", words=("avtal",), person="asker")


class Clock:
    """The time, as the store takes it."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


def using(url: str, steps: Callable[[Store], Awaitable[T]], keeps: str = "topic_words") -> T:
    """What the steps give that are taken with a store."""

    async def taken() -> T:
        store = Store(url, owner="one", keeps=keeps)
        try:
            return await steps(store)
        finally:
            store.close()

    return asyncio.run(taken())


async def ask(store: Store, question: Question, *, ts: str = "1.1", answer_ts: str = "5.5", revision: str = "") -> None:
    """A question in a channel, answered."""
    job = Job(Key("T1", "C1", ts), revision, {"kind": "question", "text": question.text, "user": "U1"})
    await store.receive(job, revision, edited=bool(revision))
    await store.claim(job)
    await store.finish(job, answer_ts, question=question)


@pytest.mark.parametrize(
    ("keeps", "kept"),
    [("nothing", []), ("topic_words", [('["resor"]', None)]), ("full_text", [('["resor"]', "Vem betalar min resa?")])],
)
def test_what_is_kept_of_a_question_is_decided_in_the_configuration(
    store_url: str, keeps: str, kept: list[Any]
) -> None:
    using(store_url, lambda store: ask(store, SILENCE), keeps)

    assert [(row["words"], row["text"]) for row in rows(store_url, "questions")] == kept


@pytest.mark.parametrize("keeps", ["nothing", "topic_words"])
def test_questions_are_counted_by_week_whatever_is_kept_of_them(store_url: str, clock: Clock, keeps: str) -> None:
    async def steps(store: Store) -> list[Week]:
        await ask(store, SILENCE)
        await ask(store, SURE, ts="1.2", answer_ts="5.6")
        await store.votes.put(ANSWER, "reader", Vote("wrong"))
        clock.now += 7 * DAY
        await store.questions.put(Key("T1", "trigger", "x"), Question("command", "sv", "answered", low=True))
        await store.votes.put(Key("T1", "trigger", "x"), "reader", Vote("helpful"))
        return await store.gaps.weeks(3)

    assert using(store_url, steps, keeps) == [
        Week("2025-W06"),
        Week("2025-W07", questions=2, silence=1, wrong=1),
        Week("2025-W08", questions=1, low=1, helpful=1),
    ]


def test_numbers_by_week_stay_when_what_they_count_is_swept(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> list[Any]:
        await ask(store, SILENCE)
        await store.votes.put(ANSWER, "reader", Vote("wrong", "missed", "KS"))
        clock.now += 2 * DAY
        await ask(store, SURE, ts="1.2", answer_ts="5.6")
        before = await store.gaps.weeks(1)
        gone = [await store.sweep(1), await store.sweep(1)]
        return [before == await store.gaps.weeks(1), before, gone, await store.gaps.all()]

    assert using(store_url, steps) == [
        True,
        [Week("2025-W07", questions=2, silence=1, wrong=1)],
        [Forgotten(questions=1, votes=1, messages=1), Forgotten()],
        [],
    ]


@pytest.mark.parametrize("keeps", ["nothing", "topic_words"])
def test_an_edited_question_is_one_question_with_what_it_is_now(store_url: str, clock: Clock, keeps: str) -> None:
    async def steps(store: Store) -> list[Any]:
        await ask(store, SILENCE)
        clock.now += 60
        await ask(store, SURE, revision="2.0")
        return [await store.gaps.all(), sum(week.questions for week in await store.gaps.weeks(1))]

    assert using(store_url, steps, keeps) == [[], 1]


def test_a_deleted_question_leaves_no_record(store_url: str) -> None:
    async def steps(store: Store) -> list[Gap]:
        await ask(store, SILENCE)
        removal = Job(MESSAGE, "9.9", {"kind": "removal"})
        await store.withdraw(removal)
        await store.claim(removal)
        await store.finish(removal, "", gone=True)
        return await store.gaps.all()

    assert using(store_url, steps) == []


def test_gaps_are_silence_low_margins_and_wrong_answers_the_newest_first(store_url: str, clock: Clock) -> None:
    low = Question("direct", "en", "answered", low=True, words=("avtal", "inköp"))

    async def steps(store: Store) -> list[Gap]:
        await ask(store, SILENCE)
        await store.votes.put(ANSWER, "reader", Vote("wrong", "missed", "Resepolicyn 3 §"))
        for number, question in enumerate([SURE, low, SURE], 2):
            clock.now += 60
            await ask(store, question, ts=f"1.{number}", answer_ts=f"5.{number}")
        await store.votes.put(Key("T1", "C1", "5.4"), "reader", Vote("wrong"))
        await store.votes.put(Key("T1", "C1", "5.2"), "reader", Vote("helpful"))
        return await store.gaps.all()

    found = using(store_url, steps)

    assert [(gap.at - MONDAY, gap.language, gap.words, gap.reasons) for gap in found] == [
        (180, "sv", ("avtal",), ("wrong",)),
        (120, "en", ("avtal", "inköp"), ("low",)),
        (0, "sv", ("resor",), ("silence", "wrong")),
    ]
    assert found[2].complaints == (Complaint("missed", "Resepolicyn 3 §", MONDAY),)


def test_gaps_may_be_asked_for_since_a_time_and_up_to_a_number(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> list[Any]:
        for number in range(6):
            await ask(store, SILENCE, ts=f"1.{number}", answer_ts=f"5.{number}")
            clock.now += DAY
        return [
            [gap.at for gap in found]
            for found in (
                await store.gaps.all(since=MONDAY + 4 * DAY),
                await store.gaps.all(limit=1),
                await store.gaps.all(since=MONDAY + 6 * DAY),
            )
        ]

    assert using(store_url, steps) == [[MONDAY + 5 * DAY, MONDAY + 4 * DAY], [MONDAY + 5 * DAY], []]


def test_what_was_said_about_an_answer_without_a_record_is_in_the_gap_list_too(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> list[Gap]:
        await ask(store, SILENCE)
        await store.votes.put(ANSWER, "reader", Vote("wrong", "other", "Fel paragraf"))
        return await store.gaps.all()

    complaint = Complaint("other", "Fel paragraf", MONDAY)
    assert using(store_url, steps, "nothing") == [Gap("", MONDAY, "", (), ("wrong",), (complaint,))]


def test_a_vote_is_one_a_person_and_answer_and_may_be_changed(store_url: str) -> None:
    wrong = Vote("wrong", "wrong_body", "Det är nämnden")

    async def steps(store: Store) -> list[Any]:
        kept = [await store.votes.put(ANSWER, "reader", vote) for vote in (Vote("wrong"), wrong, Vote("wrong"))]
        await store.votes.put(ANSWER, "other", Vote("helpful"))
        again = await store.votes.get(ANSWER, "reader")
        await store.votes.put(ANSWER, "reader", Vote("helpful"))
        return [
            kept,
            again,
            await store.votes.get(ANSWER, "reader"),
            await store.votes.get(Key("T1", "C1", "9.9"), "reader"),
            [(week.helpful, week.wrong) for week in await store.gaps.weeks(1)],
        ]

    assert using(store_url, steps) == [[True] * 3, wrong, Vote("helpful"), None, [(2, 0)]]


def test_a_handover_is_one_a_person_and_answer_and_is_resolved_once(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> list[Any]:
        first, new = await store.handovers.open(ANSWER, "asker", "C9", text="Vem?", thread_ts="1.1", language="sv")
        same, again = await store.handovers.open(ANSWER, "asker", "C9", text="Vem?")
        _, others = await store.handovers.open(ANSWER, "reader", "C9")
        await store.handovers.posted(first.id, Key("T1", "C9", "8.8"))
        clock.now += 60
        done = [await store.handovers.resolve(first.id, person) for person in ("expert", "expert")]
        after = await store.handovers.get(first.id)
        assert done[0] is not None
        assert after is not None
        return [
            (same.id == first.id, new, again, others),
            (done[0].text, done[0].posted, done[0].thread_ts, done[0].asked_by, done[0].state),
            done[1],
            (after.state, after.text, after.resolved_by, after.resolved_at - after.at),
            [handover.asked_by for handover in await store.handovers.open_ones()],
            await store.handovers.count_open(),
            await store.handovers.get("unknown"),
        ]

    assert using(store_url, steps) == [
        (True, True, False, True),
        ("Vem?", Key("T1", "C9", "8.8"), "1.1", "asker", "open"),
        None,
        ("resolved", "", "expert", 60.0),
        ["reader"],
        1,
        None,
    ]


def test_a_note_is_proposed_once_and_decided_once(store_url: str, clock: Clock) -> None:
    note = Note("n1", "note", "h1", {"question": "Vem betalar?", "answer": "Förvaltningen"}, "expert", at=MONDAY)

    async def steps(store: Store) -> list[Any]:
        new = [await store.notes.propose(note), await store.notes.propose(note)]
        proposed = await store.notes.proposed()
        decided = [await store.notes.decide("n1", "kept", "owner"), await store.notes.decide("n1", "dropped", "owner")]
        return [new, proposed, decided, await store.notes.get("n1"), await store.notes.proposed()]

    kept = Note("n1", "note", "h1", {}, "expert", "kept", "owner", MONDAY)
    assert using(store_url, steps) == [[True, False], [note], [note, None], kept, []]


def test_a_topic_of_the_gap_list_is_marked_and_marked_otherwise(store_url: str, clock: Clock) -> None:
    async def steps(store: Store) -> dict[str, Mark]:
        await store.gaps.mark("resor", "dismissed", "owner")
        await store.gaps.mark("resor", "mended", "owner")
        return await store.gaps.marks()

    assert using(store_url, steps) == {"resor": Mark("mended", "owner", MONDAY)}


@pytest.mark.parametrize("said", ["a\x00b", "a\ud800b", "å" * 5_000], ids=["nul", "surrogate", "long"])
def test_words_that_a_database_does_not_take_cost_neither_the_vote_nor_the_database(store_url: str, said: str) -> None:
    async def steps(store: Store) -> list[Any]:
        kept = await store.votes.put(ANSWER, "reader", Vote("wrong", "other", said))
        await store.votes.put(ANSWER, "other", Vote("helpful"))
        return [kept, [(week.helpful, week.wrong) for week in await store.gaps.weeks(1)]]

    assert using(store_url, steps) == [True, [(1, 1)]]


def test_a_day_of_questions_leaves_no_person_and_no_text(store_url: str, clock: Clock) -> None:
    people = [f"U0{number}PERSON" for number in range(8)]

    async def steps(store: Store) -> None:
        hashed = People(b"key").hashed
        for number in range(60):
            user = people[number % 8]
            who = hashed("T1", user)
            text = f"Vem betalar resa nummer {number} för Anna Andersson?"
            question = Question(
                "mention", "sv", ["answered", "not_found"][number % 2], words=("resa",), text=text, person=who
            )
            job = Job(Key("T1", "C1", f"1.{number}"), "", {"kind": "question", "text": text, "user": user})
            await store.receive(job, People(b"key").fingerprint(text))
            await store.claim(job)
            await store.finish(job, f"5.{number}", question=question)
            if number % 3 == 0:
                await store.votes.put(Key("T1", "C1", f"5.{number}"), who, Vote("wrong", "missed", "Se 3 §"))
            if number % 5 == 0:
                handover, _ = await store.handovers.open(Key("T1", "C1", f"5.{number}"), who, "C9", text=text)
                await store.handovers.resolve(handover.id, hashed("T1", people[0]))
            clock.now += 60

    using(store_url, steps)
    left = dump(store_url)

    assert len(rows(store_url, "questions")) == 60
    assert [word for word in (*people, "Anna", "Andersson", "betalar", "nummer") if word in left] == []
