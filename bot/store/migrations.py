"""The versions of the database, in order. Each is reached in one transaction, so that a process cut off leaves the one before.

A list of statements of our own, and not Alembic: the few steps are plain SQL that both databases understand, and what matters here (one
transaction a step, a lock against a second process, a database without a version) would have to be written around Alembic, too.
A step that has been released is never changed; `schema.py` is what all of them together leave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import ConfigError
from bot.store.weeks import week_begins, week_of

_LOCK = 0x76656D62  # PostgreSQL's advisory lock: any number that nobody else takes


def _vote_weeks(connection: Connection) -> None:
    """Give each vote the week of its time."""
    first, last = connection.execute(text("SELECT min(at), max(at) FROM votes")).one()
    begins = week_begins(week_of(first)) if first is not None else 0.0
    while first is not None and begins <= last:
        following = week_begins(week_of(begins + 7.5 * 86_400))
        values = {"week": week_of(begins), "begins": begins, "ends": following}
        connection.execute(text("UPDATE votes SET week = :week WHERE at >= :begins AND at < :ends"), values)
        begins = following


@dataclass(frozen=True, slots=True)
class Migration:
    """The steps that lead to a version, in order: statements, or functions of a connection."""

    version: int
    steps: Sequence[str | Callable[[Connection], None]]


MIGRATIONS = (
    Migration(
        1,  # questions under way, threads, votes
        (
            "CREATE TABLE messages (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, ts VARCHAR(96) NOT NULL, "
            "state VARCHAR(8) NOT NULL, revision VARCHAR(32) NOT NULL, fingerprint VARCHAR(64) NOT NULL, work TEXT, "
            "owner VARCHAR(32) NOT NULL, posting_by VARCHAR(32) NOT NULL, answer_ts VARCHAR(32) NOT NULL, at FLOAT NOT NULL, "
            "PRIMARY KEY (team, channel, ts))",
            "CREATE INDEX messages_waiting ON messages (state, owner)",
            "CREATE INDEX messages_at ON messages (at)",
            "CREATE TABLE threads (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, ts VARCHAR(32) NOT NULL, "
            "topics TEXT NOT NULL, person VARCHAR(64) NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (team, channel, ts))",
            "CREATE TABLE votes (team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, answer_ts VARCHAR(96) NOT NULL, "
            "person VARCHAR(64) NOT NULL, vote VARCHAR(16) NOT NULL, at FLOAT NOT NULL, "
            "PRIMARY KEY (team, channel, answer_ts, person))",
            "CREATE TABLE owners (owner VARCHAR(32) NOT NULL, alive_until FLOAT NOT NULL, PRIMARY KEY (owner))",
        ),
    ),
    Migration(
        2,  # what was asked, why an answer is wrong, hand-overs, notes
        (
            "ALTER TABLE votes ADD COLUMN reason VARCHAR(16) DEFAULT '' NOT NULL",
            "ALTER TABLE votes ADD COLUMN said TEXT",
            "ALTER TABLE votes ADD COLUMN week INTEGER DEFAULT 0 NOT NULL",
            _vote_weeks,
            "CREATE INDEX votes_week ON votes (week, vote)",
            "CREATE INDEX votes_person ON votes (person)",
            "CREATE INDEX votes_at ON votes (at)",
            "CREATE TABLE questions (id VARCHAR(32) NOT NULL, team VARCHAR(32) NOT NULL, channel VARCHAR(64) NOT NULL, "
            "ts VARCHAR(96) NOT NULL, answer_ts VARCHAR(96) NOT NULL, surface VARCHAR(16) NOT NULL, "
            "language VARCHAR(8) NOT NULL, status VARCHAR(16) NOT NULL, low INTEGER NOT NULL, words TEXT NOT NULL, text TEXT, "
            "person VARCHAR(64) NOT NULL, at FLOAT NOT NULL, week INTEGER NOT NULL, PRIMARY KEY (id))",
            "CREATE UNIQUE INDEX questions_message ON questions (team, channel, ts)",
            "CREATE INDEX questions_answer ON questions (team, channel, answer_ts)",
            "CREATE INDEX questions_week ON questions (week, status, low)",
            "CREATE INDEX questions_person ON questions (person)",
            "CREATE INDEX questions_at ON questions (at)",
            "CREATE TABLE weeks (week INTEGER NOT NULL, questions INTEGER NOT NULL, silence INTEGER NOT NULL, "
            "low INTEGER NOT NULL, helpful INTEGER NOT NULL, wrong INTEGER NOT NULL, PRIMARY KEY (week))",
            "CREATE TABLE handovers (id VARCHAR(32) NOT NULL, state VARCHAR(16) NOT NULL, team VARCHAR(32) NOT NULL, "
            "channel VARCHAR(64) NOT NULL, answer_ts VARCHAR(96) NOT NULL, thread_ts VARCHAR(32) NOT NULL, "
            "contact VARCHAR(255) NOT NULL, posted_channel VARCHAR(64) NOT NULL, posted_ts VARCHAR(96) NOT NULL, text TEXT, "
            "language VARCHAR(8) NOT NULL, asked_by VARCHAR(64) NOT NULL, resolved_by VARCHAR(64) NOT NULL, "
            "at FLOAT NOT NULL, resolved_at FLOAT NOT NULL, PRIMARY KEY (id))",
            "CREATE UNIQUE INDEX handovers_answer ON handovers (team, channel, answer_ts, asked_by)",
            "CREATE INDEX handovers_state ON handovers (state, at)",
            "CREATE TABLE notes (id VARCHAR(32) NOT NULL, kind VARCHAR(16) NOT NULL, state VARCHAR(16) NOT NULL, "
            "source VARCHAR(32) NOT NULL, body TEXT, person VARCHAR(64) NOT NULL, decided_by VARCHAR(64) NOT NULL, "
            "at FLOAT NOT NULL, PRIMARY KEY (id))",
            "CREATE INDEX notes_state ON notes (state, at)",
            "CREATE TABLE marks (topic VARCHAR(255) NOT NULL, state VARCHAR(16) NOT NULL, person VARCHAR(64) NOT NULL, "
            "at FLOAT NOT NULL, PRIMARY KEY (topic))",
        ),
    ),
)


def migrate(engine: Engine, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the database to the newest version. Raises ConfigError where it is newer than that."""
    newest = migrations[-1].version
    while _step(engine, migrations) < newest:
        pass


def _step(engine: Engine, migrations: Sequence[Migration]) -> int:
    """Take one step, if one is due, and return the version reached: the version is looked at under the lock."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's transactions begin IMMEDIATE
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found, newest = _version(connection), migrations[-1].version
        if found > newest:
            raise ConfigError(
                f"store.url: the database has version {found}, this program knows versions up to {newest}; "
                "start a newer program, or name another database"
            )
        following = next((one for one in migrations if one.version > found), None)
        if following is None:
            return found
        for step in following.steps:
            if callable(step):
                step(connection)
            else:
                connection.execute(text(step))
        connection.execute(text("DELETE FROM version"))
        connection.execute(text("INSERT INTO version (version) VALUES (:version)"), {"version": following.version})
        return following.version


def _version(connection: Connection) -> int:
    """The version of the database; one without a version is empty (0), or was made before there were versions (1)."""
    tables = inspect(connection).get_table_names()
    if "version" not in tables:
        connection.execute(text("CREATE TABLE version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO version (version) VALUES (:found)"), {"found": int("messages" in tables)})
        return int("messages" in tables)
    return int(connection.execute(text("SELECT max(version) FROM version")).scalar() or 0)
