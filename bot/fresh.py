"""The engine over a knowledge folder, kept fresh while the texts change."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.config import Config
from bot.engine import Engine, Index, Library, index_settings
from bot.errors import UserError
from bot.ingest.folder import Folder, Progress
from bot.ingest.notes import NOTES, add_note, notes_in_force, read_notes
from bot.models import Problem

QUIET = 2.0  # seconds without a change after which a file that is being written counts as whole
_LOOK = 0.25  # seconds between looks: by asking, since a folder on another machine sends no word of its changes
_TEXTS = "texts"  # where documents that were read are kept, in the folder for the bot's own files
_INDEX = "index"
_ENDING = ".postings"
_INDEXES = 3  # kept: of other folders, and of the texts before a change that was taken back
_WORTH_KEEPING = 3_000  # passages
_MADE_BETWEEN = 200_000  # objects between two looks for garbage, of which there is little: over 100,000 passages each look takes 30 ms
_log = logging.getLogger(__name__)


class KeptEngine:
    """An engine that is swapped for a new one, whole, when the texts change.

    `engine` may be read from any thread; `refresh` is called by one. `made_at` and `looked_at` tell when the engine in use was made
    and when the folder was last looked at, by time.monotonic().
    """

    def __init__(self, config: Config, knowledge: Path | None = None, *, progress: Progress | None = None) -> None:
        """Read the texts, of `knowledge` instead of the configured folder if given.

        Raises UserError for a folder or YAML that is wrong.
        """
        self._config = config
        self._folder = Folder(knowledge or config.knowledge, cache=config.state / _TEXTS)
        self._read = self._seen = self._folder.stamps()
        self._moved = 0.0  # when the folder was last seen to change
        self._day = date.today()
        self._kept_index = config.state / _INDEX
        with _no_garbage():
            library = self._folder.read(progress)
            index = self._load_index()
            self.engine = Engine(library, config, index=index)
        self.made_at = self.looked_at = time.monotonic()
        if index is None:
            self._keep_index()

    def refresh(self, now: float) -> bool:
        """Look at the folder; where it has changed and then been quiet for QUIET seconds, read what changed and swap the engine.

        `now` is any clock that runs forward, in seconds. Returns whether the engine was swapped. What is wrong with the folder as a
        whole (YAML that cannot be read) becomes a severe Problem of a library that is otherwise as it was.
        """
        stamps, day = self._folder.stamps(), date.today()
        if stamps != self._seen:
            self._seen, self._moved = stamps, now
        if (stamps == self._read and day == self._day) or now - self._moved < QUIET:
            self.looked_at = time.monotonic()
            return False
        before = self.engine
        with _no_garbage():
            try:
                library = self._folder.read()
            except UserError as error:
                problem = Problem(self._folder.path.name, 0, "other", (("detail", str(error)),), severe=True, kept=True)
                kept = [p for p in before.library.problems if p.file != problem.file]
                library = replace(before.library, problems=(*kept, problem))
            self.engine = Engine(library, self._config, before)
        self._read, self._day = stamps, day
        self.made_at = self.looked_at = time.monotonic()
        self._keep_index()
        return True

    def _load_index(self) -> Index | None:
        """The index of the last start, where the texts are the same."""
        return Index.load(self._kept_index / f"{self._folder.fingerprint()}{_ENDING}", index_settings(self._config))

    def _keep_index(self) -> None:
        """Keep the index for the next start, in the place of the last one, where making it anew would take a while."""
        fingerprint = self._folder.fingerprint()
        if not fingerprint or sum(len(d.passages) for d in self.engine.library.documents) < _WORTH_KEEPING:
            return
        try:
            self.engine.index.save(self._kept_index / f"{fingerprint}{_ENDING}")
            for path in sorted(self._kept_index.glob(f"*{_ENDING}"), key=lambda one: one.stat().st_mtime)[:-_INDEXES]:
                path.unlink()
        except OSError as error:
            _log.warning("the index is not kept", extra={"folder": str(self._kept_index), "reason": error.strerror})


def load_engine(config: Config, knowledge: Path | None = None, *, progress: Progress | None = None) -> Engine:
    """Read the texts once. Raises what KeptEngine raises; a single text that cannot be read is a Problem of its library."""
    return KeptEngine(config, knowledge, progress=progress).engine


def read_texts(config: Config, path: Path, *, progress: Progress | None = None) -> Library:
    """Read a folder, or a single file with the YAML of its folder. Raises UserError where there is no text."""
    folder, only = (path.parent, path.name) if path.is_file() else (path, "")
    return Folder(folder, cache=config.state / _TEXTS, only=only).read(progress)


def watch(kept: KeptEngine, on_swap: Callable[[Engine], None]) -> None:
    """Refresh `kept` for as long as the process lives, in a thread that does not hold it up; `on_swap` gets each new engine.

    The thread also reads what the first question that needs it would otherwise wait for.
    """

    def look() -> None:
        kept.engine.warm()
        while True:
            time.sleep(_LOOK)
            try:
                if kept.refresh(time.monotonic()):
                    kept.engine.warm()
                    on_swap(kept.engine)
            except Exception as error:  # the texts in use stay, and the next look tries again
                _log.exception("the texts could not be read anew", exc_info=error)
                time.sleep(10 * _LOOK)

    threading.Thread(target=look, name="texts", daemon=True).start()


@contextmanager
def _no_garbage() -> Iterator[None]:
    """What is made here is kept: looking for garbage among it only takes time, now and later."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(_MADE_BETWEEN, *gc.get_threshold()[1:])


__all__ = [
    "NOTES", "QUIET", "KeptEngine", "Progress", "add_note", "load_engine", "notes_in_force", "read_notes", "read_texts", "watch",
]  # fmt: skip
