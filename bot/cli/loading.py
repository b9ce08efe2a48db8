"""The engine for a command, with a word on stderr about texts that could not be read."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.config import Config
from bot.engine import Engine, load_engine
from bot.phrasebook import phrasebook, tell


def open_engine(config: Config, knowledge: Path | None) -> Engine:
    """Load the engine and tell on stderr, a line each, what is left out of its answers. Raises what `load_engine` raises."""
    engine = load_engine(config, knowledge)
    english = phrasebook("en")
    for problem in engine.library.problems:
        if problem.severe:
            print(f"warning: {problem.file}: {tell(problem, english)}", file=sys.stderr)
    return engine
