"""Files are read in child processes with limits on memory and time: a file may end its reader, never the program."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bot.ingest.pack import BrokenError, pack, unpack
from bot.ingest.worker import Done, Job, Limits, Start, message_length, send
from bot.language.dictionary import read_list
from bot.models import Actor

_MOST_READERS = 8
_WORTH_A_READER = 150_000  # bytes; a reader takes a third of a second to start
_LONGEST_ANSWER = 400_000_000  # bytes
_GOODBYE = 5.0  # seconds for a reader to end by itself
_LIMITS = Limits()
_PRIVATE = ("SLACK_", "BOT_")  # variables that a reader has no business to know


def read_jobs(
    jobs: Sequence[Job], actors: Sequence[Actor], on_done: Callable[[int, Done], None], *, limits: Limits = _LIMITS
) -> None:
    """Read every one of `jobs`, several at once on several cores; `on_done` is given each one's number and outcome.

    `on_done` is called from other threads, one call at a time.
    """
    if not jobs:
        return
    read_list("sv")  # a reader, with little time and memory, must find it ready
    bulk = sum(len(job.data) for job in jobs)
    count = min(os.cpu_count() or 1, _MOST_READERS, len(jobs), 1 + bulk // _WORTH_A_READER)
    waiting, one_at_a_time = iter(range(len(jobs))), threading.Lock()

    def serve() -> None:
        with _Reader(actors, limits) as reader:
            while True:
                with one_at_a_time:
                    number = next(waiting, None)
                if number is None:
                    return
                done = reader.read(jobs[number])
                with one_at_a_time:
                    on_done(number, done)

    # Daemons: a program that ends waits for no file.
    readers = [threading.Thread(target=serve, name="reader", daemon=True) for _ in range(count)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()


class _Reader:
    """A child process, started when it is first needed and again after a file has ended it."""

    def __init__(self, actors: Sequence[Actor], limits: Limits) -> None:
        self._start_word = pack(Start(list(actors), limits))
        self._seconds = limits.seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def read(self, job: Job) -> Done:
        child = self._child or self._start()
        assert child.stdin is not None
        try:
            send(child.stdin, pack(job))
            return unpack(self._answer(child), Done)
        except TimeoutError:
            self._end()
            return Done(code="too_slow", values=(("seconds", str(self._seconds)),))
        except (OSError, EOFError, BrokenError):
            self._end()
            return Done(code="reader_failed", values=(("reason", "crash"),))

    def _start(self) -> subprocess.Popen[bytes]:
        place = str(Path(__file__).resolve().parents[2])
        known = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
        known["PYTHONPATH"] = os.pathsep.join(filter(None, (place, known.get("PYTHONPATH"))))
        self._child = subprocess.Popen(
            [sys.executable, "-m", "bot.ingest.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=known, start_new_session=True,
        )  # fmt: skip
        assert self._child.stdin is not None
        with suppress(OSError):
            send(self._child.stdin, self._start_word)
        return self._child

    def _answer(self, child: subprocess.Popen[bytes]) -> bytes:
        """The next message. Raises TimeoutError where it takes too long, EOFError where the child has ended."""
        parts = _pieces(child, time.monotonic() + self._seconds)
        head = b""
        while len(head) < 4:
            head += next(parts)
        length, body = message_length(head[:4]), [head[4:]]
        if length > _LONGEST_ANSWER:
            raise EOFError
        got = len(body[0])
        while got < length:
            body.append(next(parts))
            got += len(body[-1])
        return b"".join(body)

    def _end(self) -> None:
        """End the child at once."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both were asked for
        child.wait()

    def _let_go(self) -> None:
        """Let the child end by itself, as it does when nobody has more for it to read."""
        if self._child is not None and self._child.stdin is not None:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._child.stdin.close()
                self._child.wait(_GOODBYE)
        self._end()


def _pieces(child: subprocess.Popen[bytes], until: float) -> Iterator[bytes]:
    assert child.stdout is not None
    place = child.stdout.fileno()
    watch = select.poll()  # select.select cannot watch files numbered above 1,023
    watch.register(place, select.POLLIN)
    while True:
        if not watch.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError
        piece = os.read(place, 1 << 20)
        if not piece:
            raise EOFError
        yield piece
