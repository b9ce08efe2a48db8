"""A PostgreSQL of the tests' own: a throw-away cluster on 127.0.0.1, from the programs that Debian's package `postgresql` installs."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

_ACCOUNT = "postgres"  # initdb and postgres refuse to run as root
_START = 60.0  # seconds that a cluster may take to start


class PostgresMissingError(Exception):
    """PostgreSQL is not installed, or cannot be run by this user."""


class Cluster:
    """A running PostgreSQL."""

    def __init__(self, port: int) -> None:
        self._port, self._made = port, 0

    def database(self) -> str:
        """Make an empty database and return its url."""
        self._made += 1
        name = f"bot{self._made}"
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._url(name)

    def answers(self) -> bool:
        """Whether it takes connections."""
        engine = create_engine(self._url("postgres"))
        try:
            with engine.connect():
                return True
        except SQLAlchemyError:
            return False
        finally:
            engine.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+pg8000://{_ACCOUNT}@127.0.0.1:{self._port}/{name}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a new cluster as long as the context lasts. Raises PostgresMissingError."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="bot-postgresql-"))
    process = None
    try:
        if account is not None:
            shutil.chown(folder, account, account)
        data = folder / "data"
        run = {"user": account, "group": account, "extra_groups": []} if account else {}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        made = [
            _program("initdb"),
            "-D",
            data,
            "-U",
            _ACCOUNT,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(made, check=True, **quiet, **run)  # type: ignore[call-overload]
        port = _free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = subprocess.Popen([_program("postgres"), "-D", data, *options], **quiet, **run)  # type: ignore[call-overload]
        running = Cluster(port)
        deadline = time.monotonic() + _START
        while not running.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise PostgresMissingError("PostgreSQL does not start")
            time.sleep(0.05)
        yield running
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)  # at once: nothing in it is needed any more
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    """Where a program of PostgreSQL is: in PATH, or where Debian puts them, the newest version first."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(installed[-1]) if installed else None)
    if found is None:
        raise PostgresMissingError(f"PostgreSQL's {name} is not installed (Debian: apt-get install postgresql)")
    return found


def _account() -> str | None:
    """The account to run as: this user's own (None), but for root, which is not allowed to."""
    _program("initdb")
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        pwd.getpwnam(_ACCOUNT)
    except KeyError:
        raise PostgresMissingError(f"there is no account {_ACCOUNT} to run PostgreSQL as") from None
    return _ACCOUNT


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
