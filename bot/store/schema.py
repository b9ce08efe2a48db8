"""The tables as the newest migration leaves them. Texts leave `work` as soon as they are answered; persons are keyed hashes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text, TypeDecorator

METADATA = MetaData()


class Words(TypeDecorator[str]):
    """A text of any length. What no database takes (NUL, half a surrogate pair) is replaced, so that it costs nothing else."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The value as it is stored."""
        if value is None or value.isprintable():
            return value
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


# One row a message that the bot is to do something about: the inbox (`work`, `state`) and the outbox (`posting_by`,
# `answer_ts`) of that message. `ts` is the message's own; what a button or shortcut asks for has its trigger's id there.
MESSAGES = Table(
    "messages",
    METADATA,
    Column("team", String(32), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("ts", String(96), primary_key=True),
    Column("state", String(8), nullable=False),  # waiting | done | gone
    Column("revision", String(32), nullable=False),  # when it was edited last, "" if never
    Column("fingerprint", String(64), nullable=False),  # tells an edited text from the same text once more
    Column("work", Words),  # JSON; NULL once it is done
    Column("owner", String(32), nullable=False),  # the process that is to do it
    Column("posting_by", String(32), nullable=False),  # the process whose call to Slack may have arrived
    Column("answer_ts", String(32), nullable=False),  # the bot's own message, "" before there is one
    Column("at", Float, nullable=False),  # seconds since 1970
)
Index("messages_waiting", MESSAGES.c.state, MESSAGES.c.owner)
Index("messages_at", MESSAGES.c.at)

# What a thread was about, for questions that go on from it.
THREADS = Table(
    "threads",
    METADATA,
    Column("team", String(32), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("topics", Words, nullable=False),  # JSON, the oldest first: words of the texts and word lists alone
    Column("person", String(64), nullable=False),  # keyed hash of who asked last
    Column("at", Float, nullable=False),
)

# One vote a person and answer.
VOTES = Table(
    "votes",
    METADATA,
    Column("team", String(32), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("answer_ts", String(96), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("vote", String(16), nullable=False),  # helpful | wrong
    Column("at", Float, nullable=False),
    Column("reason", String(16), nullable=False, default=""),  # wrong_body | wrong_text | missed | other | ""
    Column("said", Words),  # what is right, in the person's own words
    Column("week", Integer, nullable=False),  # of `at`
)
Index("votes_week", VOTES.c.week, VOTES.c.vote)
Index("votes_person", VOTES.c.person)
Index("votes_at", VOTES.c.at)

# Which processes are alive: what one of them had under way is taken over when its time is past.
OWNERS = Table(
    "owners",
    METADATA,
    Column("owner", String(32), primary_key=True),
    Column("alive_until", Float, nullable=False),
)

# One row a question that was answered. A vote finds it by the place of its answer. A forgotten person's lose their place, too:
# `team` and `channel` are then "", `ts` and `answer_ts` the id.
QUESTIONS = Table(
    "questions",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("team", String(32), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("ts", String(96), nullable=False),
    Column("answer_ts", String(96), nullable=False),
    Column("surface", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("status", String(16), nullable=False),  # answered | passages | not_found
    Column("low", Integer, nullable=False),  # 1 where the margin was low, else 0
    Column("words", Words, nullable=False),  # JSON list: words of the texts alone
    Column("text", Words),  # only where the configuration says so
    Column("person", String(64), nullable=False),  # keyed hash, or "" once forgotten
    Column("at", Float, nullable=False),
    Column("week", Integer, nullable=False),  # of `at`
)
Index("questions_message", QUESTIONS.c.team, QUESTIONS.c.channel, QUESTIONS.c.ts, unique=True)
Index("questions_answer", QUESTIONS.c.team, QUESTIONS.c.channel, QUESTIONS.c.answer_ts)
Index("questions_week", QUESTIONS.c.week, QUESTIONS.c.status, QUESTIONS.c.low)
Index("questions_person", QUESTIONS.c.person)
Index("questions_at", QUESTIONS.c.at)

# What was counted before its rows were deleted, or was never kept: numbers alone. A week is the ISO year times 100 plus the week.
WEEKS = Table(
    "weeks",
    METADATA,
    Column("week", Integer, primary_key=True, autoincrement=False),
    Column("questions", Integer, nullable=False),
    Column("silence", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("helpful", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
)

# Questions put to a person, one each person and answer.
HANDOVERS = Table(
    "handovers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("state", String(16), nullable=False),  # open | resolved | closed
    Column("team", String(32), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("answer_ts", String(96), nullable=False),
    Column("thread_ts", String(32), nullable=False),
    Column("contact", String(255), nullable=False),
    Column("posted_channel", String(64), nullable=False),  # "" before it was posted
    Column("posted_ts", String(96), nullable=False),
    Column("text", Words),  # NULL unless it is open
    Column("language", String(8), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("resolved_by", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("resolved_at", Float, nullable=False),
)
Index(
    "handovers_answer", HANDOVERS.c.team, HANDOVERS.c.channel, HANDOVERS.c.answer_ts, HANDOVERS.c.asked_by, unique=True
)
Index("handovers_state", HANDOVERS.c.state, HANDOVERS.c.at)

# Notes and tests that were proposed, until somebody decides on them.
NOTES = Table(
    "notes",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),  # proposed | kept | dropped
    Column("source", String(32), nullable=False),  # the id of a hand-over or question
    Column("body", Words),  # JSON; NULL once it is decided
    Column("person", String(64), nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("at", Float, nullable=False),
)
Index("notes_state", NOTES.c.state, NOTES.c.at)

# What the owners made of the topics of the gap list.
MARKS = Table(
    "marks",
    METADATA,
    Column("topic", String(255), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("person", String(64), nullable=False),
    Column("at", Float, nullable=False),
)

ASKED = (QUESTIONS, VOTES, WEEKS, HANDOVERS, NOTES, MARKS)  # what came of asking
