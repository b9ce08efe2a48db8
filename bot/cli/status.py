"""`status`: for the administrator, on the bot's own machine: how it is, and all that can be seen without it."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import __version__
from bot.cli.loading import progress_bar
from bot.cli.status_lines import as_lines
from bot.cli.variables import VARIABLES
from bot.config import OPERATIONS_HOST, Config, config_path
from bot.errors import UserError
from bot.fresh import read_texts
from bot.phrasebook import phrasebook, tell
from bot.store.engines import shown_url

_PATIENCE = 3.0  # seconds for the running bot to answer
_LARGEST = 65_536  # bytes of what it answers
_HEALTHS = ("ok", "degraded")


@dataclass(frozen=True, slots=True)
class Running:
    """The running bot. `state` is ok, degraded, no answer, not the bot (something else has the port), or not known (none is set)."""

    address: str
    state: str
    health: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """The knowledge folder as it would be read now. `error` is why nothing of it can be."""

    folder: str
    documents: int = 0
    statements: int = 0
    unreadable: tuple[str, ...] = ()
    doubtful: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file or folder of the bot's own, and when something in it was last written ("" where it is empty)."""

    name: str
    files: int
    bytes: int
    written: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the administrator is shown. `environment` tells what is set, never to what."""

    version: str
    bot: Running
    configuration: str
    mode: str
    port: int
    log_level: str
    texts: Texts
    environment: Mapping[str, bool]
    state_folder: str
    state: tuple[Kept, ...]
    index: Kept
    store: str
    questions: str
    days: int
    retention_decision: str

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is wrong, a sentence each."""
        return tuple(_faults(self))


def run_status(config: Config, knowledge: Path | None, *, as_json: bool) -> int:
    """Print how the bot is. Returns 1 if something is wrong."""
    seen = _look(config, knowledge)
    if as_json:
        print(json.dumps({**asdict(seen), "wrong": seen.wrong}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_lines({**asdict(seen), "wrong": seen.wrong})))
    return int(bool(seen.wrong))


def _look(config: Config, knowledge: Path | None) -> Seen:
    return Seen(
        version=__version__,
        bot=_running(config.operations.port),
        configuration=str(config_path().resolve()),
        mode=config.slack.mode,
        port=config.operations.port,
        log_level=config.operations.log_level,
        texts=_texts(config, knowledge or config.knowledge),
        environment={name: bool(os.environ.get(name) or os.environ.get(name.lower())) for name in VARIABLES},
        state_folder=str(config.state.resolve()),
        state=_kept_in(config.state),
        index=_kept(config.state / "index"),
        store=shown_url(config.store.url),
        questions=config.store.questions,
        days=config.store.days,
        retention_decision=config.store.retention_decision,
    )


def _running(port: int) -> Running:
    """Ask the bot that runs. Whatever else may have the port, what it says is taken for no more than it is."""
    if not port:
        return Running("", "not known")
    address = f"{OPERATIONS_HOST}:{port}"
    connection = http.client.HTTPConnection(OPERATIONS_HOST, port, timeout=_PATIENCE)  # past any proxy
    try:
        connection.request("GET", "/health")
        health = json.loads(connection.getresponse().read(_LARGEST))
    except (ConnectionRefusedError, TimeoutError):
        return Running(address, "no answer")
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return Running(address, "not the bot")
    finally:
        connection.close()
    if not isinstance(health, dict) or health.get("status") not in _HEALTHS:
        return Running(address, "not the bot")
    return Running(address, health["status"], health)


def _texts(config: Config, folder: Path) -> Texts:
    place, english = str(folder.resolve()), phrasebook("en")
    try:
        with progress_bar(config) as progress:
            library = read_texts(config, folder, progress=progress)
    except UserError as error:
        return Texts(place, error=str(error))
    severe = [problem for problem in library.problems if problem.severe]
    return Texts(
        folder=place,
        documents=len(library.documents),
        statements=sum(len(document.statements) for document in library.documents),
        unreadable=tuple(f"{problem.file}: {tell(problem, english)}" for problem in severe),
        doubtful=len({p.file for p in library.problems} - {p.file for p in severe}),
    )


def _kept_in(folder: Path) -> tuple[Kept, ...]:
    try:
        return tuple(_kept(path) for path in sorted(folder.iterdir()))
    except OSError:
        return ()


def _kept(path: Path) -> Kept:
    states = [state for state in map(_state, _files(path)) if state is not None]
    last = max((state.st_mtime for state in states), default=0.0)
    written = datetime.fromtimestamp(last, UTC).isoformat(timespec="seconds") if states else ""
    return Kept(path.name, len(states), sum(state.st_size for state in states), written)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, _, files in os.walk(path):
        yield from (Path(folder, name) for name in files)


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:  # it has just gone
        return None


def _faults(seen: Seen) -> Iterator[str]:
    match seen.bot.state:
        case "no answer":
            yield f"nothing answers on {seen.bot.address}: the bot does not run, or not with this configuration"
        case "not the bot":
            yield f"what answers on {seen.bot.address} is not the bot"
        case "degraded":
            reasons = (seen.bot.health or {}).get("reasons")
            told = ", ".join(map(str, reasons)) if isinstance(reasons, list) else "?"
            yield f"the bot is degraded: {told.replace('_', ' ')}"
    if seen.texts.error:
        yield seen.texts.error
    if seen.texts.unreadable:
        yield f"{len(seen.texts.unreadable)} of the texts cannot be read"
