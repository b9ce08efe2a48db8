"""What the tests share: the repository's own configuration and engines over the two sets of texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, read_config
from bot.engine import Engine
from bot.fresh import load_engine

ROOT = Path(__file__).resolve().parent.parent
STENSUNDA = ROOT / "tests" / "corpora" / "stensunda"
NORRVIK = ROOT / "tests" / "corpora" / "norrvik"


@pytest.fixture(scope="session")
def config() -> Config:
    return read_config(ROOT / "config.yaml")


@pytest.fixture(scope="session")
def stockholm(config: Config) -> Engine:
    """The engine over the texts that the project is served with."""
    return load_engine(config)


@pytest.fixture(scope="session")
def norrvik(config: Config) -> Engine:
    """The engine over the texts of another municipality."""
    return load_engine(config, NORRVIK)


@pytest.fixture(scope="session")
def stensunda(config: Config) -> Engine:
    """The engine over the texts of a larger municipality, with no YAML beside them."""
    return load_engine(config, STENSUNDA)
