"""What the tests share: the repository's own configuration and engines over the two sets of texts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Config, read_config
from bot.engine import Engine
from bot.fresh import load_engine
from tests.postgres import Cluster, PostgresMissingError, cluster

ROOT = Path(__file__).resolve().parent.parent
STENSUNDA = ROOT / "tests" / "corpora" / "stensunda"
NORRVIK = ROOT / "tests" / "corpora" / "norrvik"
EKVALLA = ROOT / "tests" / "corpora" / "ekvalla"
LINDVIK = ROOT / "tests" / "corpora" / "lindvik"
BERGSUND = ROOT / "tests" / "corpora" / "bergsund"
PATIENCE = 60.0  # seconds until something that should happen is said not to: long, since the machine may be busy


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


@pytest.fixture(scope="session")
def ekvalla(config: Config) -> Engine:
    """The engine over texts of many kinds of a small municipality, with no YAML beside them."""
    return load_engine(config, EKVALLA)


@pytest.fixture(scope="session")
def lindvik(config: Config) -> Engine:
    """The engine over a policy, a reglemente and an order of delegation of a middle-sized municipality, with no YAML beside them."""
    return load_engine(config, LINDVIK)


@pytest.fixture(scope="session")
def bergsund(config: Config) -> Engine:
    """The engine over two fresh texts of a city, with no YAML beside them."""
    return load_engine(config, BERGSUND)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own. Where none is installed: skipped on a user's machine, a failure in CI."""
    try:
        with cluster() as running:
            yield running
    except PostgresMissingError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: the store behaves alike on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bot.sqlite3"
    running: Cluster = request.getfixturevalue("postgres")
    return running.database()
