"""The child process that reads files nobody has vouched for: jobs in at stdin, documents out at stdout, within limits.

Each message is four bytes of length and a MessagePack body. The first is a Start, each further one a Job; each is answered
by a Done.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from dataclasses import dataclass
from typing import IO

from bot.errors import RefusedError, UserError
from bot.ingest.document import make_document
from bot.ingest.pack import pack, pack_document, unpack
from bot.language.bodies import Directory
from bot.models import Actor

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds, and bytes of address space."""

    seconds: int = 60
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: its name in the folder, its bytes, and what the YAML beside it tells."""

    name: str
    data: bytes
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Start:
    """What a reader is told first."""

    actors: list[Actor]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Done:
    """A document as `pack_document` makes it, or why there is none."""

    document: bytes = b""
    code: str = ""
    values: tuple[tuple[str, str], ...] = ()


def send(stream: IO[bytes], body: bytes) -> None:
    """Write one message."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return stream.read(_LENGTH.unpack(head)[0])


def message_length(head: bytes) -> int:
    """How long the message is whose first four bytes are `head`."""
    return int(_LENGTH.unpack(head)[0])


def read_job(job: Job, directory: Directory) -> Done:
    """Read one file. Never raises: what goes wrong is the file's."""
    try:
        return Done(pack_document(make_document(job.name, job.data, job.fields, directory)))
    except RefusedError as refused:
        return Done(code=refused.code, values=refused.values)
    except UserError as error:
        return Done(code="other", values=(("detail", str(error).removeprefix(f"{job.name}: ")),))
    except MemoryError:
        return Done(code="too_heavy")
    except RecursionError:
        return Done(code="too_deep")
    except Exception as error:
        return Done(code="reader_failed", values=(("reason", type(error).__name__),))


def main() -> None:
    """Answer jobs until stdin ends."""
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())  # a library's word must not come between the answers
    os.dup2(nowhere, sys.stderr.fileno())
    first = receive(jobs)
    if first is None:
        return
    start = unpack(first, Start)
    limits, directory = start.limits, Directory(start.actors)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (message := receive(jobs)) is not None:
        spent = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        # The kernel ends a process that goes on for longer, even where nobody waits for it any more.
        resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.seconds + 1, resource.RLIM_INFINITY))
        send(answers, pack(read_job(unpack(message, Job), directory)))


if __name__ == "__main__":
    main()
