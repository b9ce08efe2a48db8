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
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

_ACCOUNT = "postgres"  # initdb and postgres refuse to run as root
_START = 60.0  # seconds that a cluster may take to start


class PostgresMissingError(Exception):
    """PostgreSQL is not installed, or cannot be run by this user."""


class Cluster:
    """A PostgreSQL of the tests' own, in a folder that it may be started in again."""

    def __init__(self, folder: Path) -> None:
        """Make the cluster in `folder` and start it. Raises PostgresMissingError."""
        self._folder, self._port = folder, _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        account = _account()
        self._run: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if account is not None:
            shutil.chown(folder, account, account)
            self._run |= {"user": account, "group": account, "extra_groups": []}
        options = ["-U", _ACCOUNT, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run([_program("initdb"), "-D", folder / "data", *options], check=True, **self._run)
        self.start()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self._port,
            "unix_socket_directories": self._folder,
            "fsync": "off",  # nobody pulls the plug of a test
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen([_program("postgres"), "-D", self._folder / "data", *options], **self._run)
        deadline = time.monotonic() + _START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresMissingError("PostgreSQL does not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, with all its connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let all its processes stand still: connections are open, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        for process in [self._process.pid, *map(int, children.split())]:
            os.kill(process, which)

    def database(self) -> str:
        """The url of the one database, with nothing in it."""
        url = self._url("postgres")
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
                )
            )
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        return url

    def _answers(self) -> bool:
        """Whether it takes connections."""
        engine = create_engine(self._url("postgres"), connect_args={"connect_timeout": 2})
        try:
            with engine.connect():
                return True
        except SQLAlchemyError:
            return False
        finally:
            engine.dispose()

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{_ACCOUNT}@127.0.0.1:{self._port}/{name}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A new cluster that runs as long as the context lasts. Raises PostgresMissingError."""
    folder = Path(tempfile.mkdtemp(prefix="bot-postgresql-"))
    running = None
    try:
        running = Cluster(folder)
        yield running
    finally:
        if running is not None:
            running.stop()
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
