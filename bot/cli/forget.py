"""`forget`: deletes all that is kept about a person, or all that is older than some days."""

from __future__ import annotations

import re
import sys
import time
from contextlib import closing
from functools import partial

from bot.config import Config
from bot.errors import UsageError
from bot.slack.people import KEY_VARIABLE, has_key, load_people
from bot.store.asked import Forgotten
from bot.store.database import Database
from bot.store.failures import StorageError
from bot.store.forgetting import forget, sweep, teams

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_NAMES = ("questions", "votes", "handovers", "notes", "threads", "messages")


def run_forget(config: Config, person: str | None, *, team: str, older_than: int | None) -> int:
    """Forget a person by Slack's id, in one workspace or in all that are known, or what is older than some days.

    Prints what went. Returns 0, or 1 where the database fails. Raises UsageError, ConfigError.
    """
    if (person is None) == (older_than is None):
        raise UsageError("forget: give the id of a person, such as U024BE7LH, or --older-than DAYS, and not both")
    if person is not None and not _PERSON.fullmatch(person):
        raise UsageError(f"forget: {person!r} is no id of a person; accepted: ids such as U024BE7LH")
    if older_than is not None and older_than < 0:
        raise UsageError(f"forget: --older-than is {older_than}; accepted: a whole number of days from 0")
    if person is not None and not has_key(config.state):
        raise UsageError(
            f"forget: there is no key here that people are known by; set {KEY_VARIABLE} as the bot has it, or give it "
            f"{config.state / 'person.key'}"
        )
    try:
        with closing(Database(config.store.url)) as database:
            found = _swept(database, older_than or 0) if person is None else _forgotten(config, database, person, team)
            database.settle().result()
    except (StorageError, OSError) as error:
        print(f"error: store.url: the database fails ({error})", file=sys.stderr)
        return 1
    told = ", ".join(f"{getattr(found, name)} {name}" for name in _NAMES)
    decision = f" (decision: {config.store.retention_decision})" if config.store.retention_decision else ""
    print(f"forgotten: {told}{decision}")
    return 0


def _swept(database: Database, days: int) -> Forgotten:
    now = time.time()
    return database.submit(lambda connection: sweep(connection, now - days * 86_400, now)).result()


def _forgotten(config: Config, database: Database, person: str, team: str) -> Forgotten:
    people, found = load_people(config.state), Forgotten()
    for one in [team] if team else database.submit(teams).result():
        found += database.submit(partial(forget, person=people.hashed(one, person))).result()
    return found
