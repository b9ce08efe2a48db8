"""The engine for a command, with a bar where reading is long, and a word on stderr about texts that could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.config import Config
from bot.engine import Engine, Library
from bot.fresh import KeptEngine, Progress
from bot.phrasebook import phrasebook, tell

_FEW = 20  # texts that are read before anybody misses a bar


def open_engine(config: Config, knowledge: Path | None) -> Engine:
    """Load the engine and tell on stderr, a line each, what is left out of its answers. Raises what KeptEngine raises."""
    return keep_engine(config, knowledge).engine


def keep_engine(config: Config, knowledge: Path | None) -> KeptEngine:
    """The same, for a command that stays and wants to see the texts change."""
    with progress_bar(config) as progress:
        kept = KeptEngine(config, knowledge, progress=progress)
    warn(kept.engine.library)
    return kept


def warn(library: Library) -> None:
    """Tell on stderr, a line each, which texts could not be read."""
    english = phrasebook("en")
    for problem in library.problems:
        if problem.severe:
            print(f"warning: {problem.file}: {tell(problem, english)}", file=sys.stderr)


@contextmanager
def progress_bar(config: Config) -> Iterator[Progress]:
    """Give a function that draws a bar on stderr where that is a terminal and there is much to read."""
    bar = None

    def advance(read: int, of: int) -> None:
        nonlocal bar
        if bar is None and of > _FEW and sys.stderr.isatty():
            from tqdm import tqdm

            bar = tqdm(total=of, desc=phrasebook(config.answers.language).say("reading"), leave=False)
        if bar is not None:
            bar.update(read - bar.n)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.close()
