"""The tables. Texts leave `work` as soon as they are answered; persons are keyed hashes."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, MetaData, String, Table, Text

METADATA = MetaData()

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
    Column("work", Text),  # JSON; NULL once it is done
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
    Column("topics", Text, nullable=False),  # JSON, the oldest first: words of the texts and word lists alone
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
)

# Which processes are alive: what one of them had under way is taken over when its time is past.
OWNERS = Table(
    "owners",
    METADATA,
    Column("owner", String(32), primary_key=True),
    Column("alive_until", Float, nullable=False),
)
