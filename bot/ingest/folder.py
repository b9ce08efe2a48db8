"""The knowledge folder to documents: which files are texts, what of them is new, and what is wrong with the rest."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from bot.errors import RefusedError, TextError, UserError
from bot.ingest.actors import FILE as ACTORS
from bot.ingest.actors import read_actors
from bot.ingest.cache import DocumentCache
from bot.ingest.contacts import CONTACTS, ContactFile, reread_contacts, settle_contacts
from bot.ingest.document import find_reader
from bot.ingest.metadata import sidecar_fields
from bot.ingest.notes import NOTES, notes_in_force, reread_notes
from bot.ingest.pack import BrokenError, pack, unpack_document
from bot.ingest.sandbox import read_jobs
from bot.ingest.standing import settle
from bot.ingest.worker import Done, Job
from bot.models import Actor, Contacts, Document, NoteEntry, Problem
from bot.yamlfile import Node, as_mapping, known_keys, read_yaml

DOCUMENTS = "documents.yaml"
MAX_BYTES = 20_000_000
_YAML = (".yaml", ".yml")
_NOT_TEXTS = ("~$", ".")  # what office programs and systems put beside the files that are open
_NOT_ENDINGS = (".tmp", ".lock", ".part", ".crdownload")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NOT_NAMES = ("thumbs.db", "desktop.ini")

Progress = Callable[[int, int], None]  # how many files are read, and of how many
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything read from a knowledge folder; `notes` are those that may be shown today."""

    documents: tuple[Document, ...]
    actors: tuple[Actor, ...]
    problems: tuple[Problem, ...]
    notes: tuple[NoteEntry, ...] = ()
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of one file: the key of its last reading, its last good document, and what was wrong with the last one."""

    key: str
    document: Document | None
    problem: Problem | None = None


class Folder:
    """A knowledge folder, read again and again: each time only what has changed.

    A file that can no longer be read leaves its last good document in use, until it is mended or removed.
    """

    def __init__(self, path: Path, *, cache: Path | None = None, only: str = "") -> None:
        """`cache` is the folder where documents are kept for the next start; None keeps nothing. `only` is the one file to read."""
        self.path = path
        self._only = only
        self._cache_folder = cache
        self._entries: dict[str, _Entry] = {}
        self._settled: dict[str, tuple[Document, Document]] = {}
        self._actors: list[Actor] | None = None
        self._notes: tuple[NoteEntry, ...] = ()
        self._contacts = ContactFile()
        self._cache = DocumentCache(None, ())

    def read(self, progress: Progress | None = None) -> Library:
        """Read every text of the folder (subfolders included, in the order of their names) with the YAML beside them.

        A text that cannot be read becomes a severe Problem, and the rest are read. Raises UserError for a folder that is
        missing or holds no text, and for YAML that is wrong: without it nobody knows who is who.
        """
        if not self.path.is_dir():
            raise TextError(
                f"{self.path}: no such folder; `knowledge` in config.yaml or --knowledge names the folder with the texts"
            )
        sidecar = _read_sidecar(self.path / DOCUMENTS)
        actors = read_actors(self.path)
        if actors != self._actors:
            self._actors, self._cache = actors, DocumentCache(self._cache_folder, actors)
            self._cache.sweep()
        names, problems = ([self._only], []) if self._only else _list_files(self.path)
        jobs, entries = self._look_at(names, sidecar)
        self._read_anew(jobs, entries, actors, progress)
        self._entries = entries
        problems += [entry.problem for entry in entries.values() if entry.problem]
        problems += [
            Problem(DOCUMENTS, 0, "described_but_missing", (("name", name),), severe=True)
            for name in sidecar
            if name not in entries and not self._only
        ]
        if not entries and not problems:
            raise TextError(f"{self.path}: holds no text; put .docx, .pdf, .html, .md or .txt files there")
        documents = self._in_force([entry.document for entry in entries.values() if entry.document])
        problems += [problem for document in documents for problem in document.problems]
        problems += [problem for document in documents for problem in _dead_links(document, self.path)]
        notes, faults = self._read_notes()
        contacts, unknown = self._read_contacts(documents, actors)
        return Library(tuple(documents), tuple(actors), (*problems, *faults, *unknown), notes, contacts)

    def _read_notes(self) -> tuple[tuple[NoteEntry, ...], tuple[Problem, ...]]:
        """The notes of today, and what is wrong with any."""
        if self._only:
            return (), ()
        self._notes, wrong = reread_notes(self.path / NOTES, self._notes)
        current, due = notes_in_force(self._notes, date.today())
        return current, (*wrong, *due)

    def _read_contacts(
        self, documents: Sequence[Document], actors: Sequence[Actor]
    ) -> tuple[Contacts, tuple[Problem, ...]]:
        """Whom questions are handed over to, and what is wrong with that."""
        if self._only:
            return Contacts(), ()
        self._contacts, wrong = reread_contacts(self.path / CONTACTS, self._contacts)
        contacts, unknown = settle_contacts(self._contacts, documents, actors)
        return contacts, (*wrong, *unknown)

    def fingerprint(self) -> str:
        """What changes whenever the passages of the last reading do; "" while a text that cannot be read is held from before."""
        if any(entry.problem and entry.problem.kept for entry in self._entries.values()):
            return ""
        keys = sorted((name, entry.key) for name, entry in self._entries.items() if entry.document)
        return hashlib.sha256(pack(keys)).hexdigest()

    def stamps(self) -> dict[str, Stamp]:
        """What changes when a file of the folder does (YAML included): its size, time of change, and number, by name."""
        found: dict[str, Stamp] = {}
        for folder, folders, files in os.walk(self.path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in files:
                path = Path(folder, name)
                try:
                    state = path.stat()
                except OSError:
                    continue
                found[path.relative_to(self.path).as_posix()] = (state.st_size, state.st_mtime_ns, state.st_ino)
        return found

    def _look_at(self, names: list[str], sidecar: Mapping[str, Node]) -> tuple[dict[str, Job], dict[str, _Entry]]:
        """The files that must be read, by key of reading, and what is known of all others; both in the files' order."""
        jobs: dict[str, Job] = {}
        entries: dict[str, _Entry] = {}
        for name in names:
            before = self._entries.get(name)
            try:
                find_reader(name)
                fields = sidecar_fields(sidecar.get(name, {}), where=f"{DOCUMENTS}: {name}")
                data = _bytes(self.path / name)
            except UserError as error:
                entries[name] = _refused(name, "", _refusal(error, name), before)
                continue
            key = self._cache.key(name, data, fields)
            if before is not None and before.key == key:
                entries[name] = before
            elif (kept := self._cache.load(key)) is not None:
                entries[name] = _Entry(key, kept)
            else:
                entries[name] = _Entry(key, before.document if before else None)
                jobs[key] = Job(name, data, fields)
        return jobs, entries

    def _read_anew(
        self, jobs: Mapping[str, Job], entries: dict[str, _Entry], actors: list[Actor], progress: Progress | None
    ) -> None:
        keys, read = list(jobs), 0

        def on_done(number: int, done: Done) -> None:
            nonlocal read
            key, name = keys[number], jobs[keys[number]].name
            entries[name] = self._entry(key, name, done)
            read += 1
            if progress:
                progress(read, len(keys))

        read_jobs(list(jobs.values()), actors, on_done)

    def _entry(self, key: str, name: str, done: Done) -> _Entry:
        before = self._entries.get(name)
        if done.code:
            return _refused(name, key, (done.code, done.values), before)
        try:
            document = unpack_document(done.document)
        except BrokenError:
            return _refused(name, key, ("reader_failed", (("reason", "answer"),)), before)
        self._cache.keep(key, done.document)
        return _Entry(key, document)

    def _in_force(self, documents: list[Document]) -> list[Document]:
        """The documents with today's standing; one that has the same as before is the same object."""
        settled = []
        for read, now in zip(documents, settle(documents, date.today()), strict=True):
            earlier = self._settled.get(read.file)
            if (
                earlier is None
                or earlier[0] is not read
                or (earlier[1].info, earlier[1].problems) != (now.info, now.problems)
            ):
                earlier = (read, now)
            settled.append(earlier)
        self._settled = {now.file: (read, now) for read, now in settled}
        return [now for _, now in settled]


def read_folder(folder: Path, *, cache: Path | None = None) -> Library:
    """Read `folder` once. Raises what `Folder.read` raises."""
    return Folder(folder, cache=cache).read()


def _dead_links(document: Document, folder: Path) -> list[Problem]:
    """The links of a text to files that are not in the folder; addresses of the web are left alone."""
    place = (folder / document.file).parent
    problems = []
    for line, target in document.links:
        path = unquote(target.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])
        if not path or _SCHEME.match(target) or path.startswith("/") or "\x00" in path or len(path) > 1_000:
            continue
        if not (place / path).exists():
            problems.append(Problem(document.file, line, "dead_target", (("target", _shown(path)),)))
    return problems


def _refusal(error: UserError, name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    if isinstance(error, RefusedError):
        return error.code, error.values
    return "other", (("detail", str(error).removeprefix(f"{name}: ")),)


def _refused(name: str, key: str, why: tuple[str, tuple[tuple[str, str], ...]], before: _Entry | None) -> _Entry:
    """The entry of a file that cannot be read: what it held before stays in use."""
    kept = before.document if before else None
    code, values = why
    problem = Problem(name, 0, code, values, severe=True)
    return _Entry(key, kept, replace(problem, kept=True) if kept else problem)


def _list_files(folder: Path) -> tuple[list[str], list[Problem]]:
    """The names of the files that may be texts, in order, and what is wrong with others.

    Regular files that are no YAML and not hidden. Links that lead out of the folder, and names that would not stand on one line
    as they are, are refused.
    """
    root = folder.resolve()
    names, problems = [], []
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        inside = path.relative_to(folder)
        last = inside.name.lower()
        if (
            any(part.startswith(_NOT_TEXTS) for part in inside.parts)
            or last in _NOT_NAMES
            or path.suffix.lower() in (*_YAML, *_NOT_ENDINGS)
        ):
            continue
        name = inside.as_posix()
        try:
            kind = path.stat().st_mode
            outside = not path.resolve().is_relative_to(root)
        except (OSError, RuntimeError):  # a link that leads nowhere, or in a circle
            problems.append(Problem(_shown(name), 0, "dead_link", severe=True))
            continue
        if stat.S_ISDIR(kind):
            continue
        if outside:
            problems.append(Problem(_shown(name), 0, "link_out", severe=True))
        elif not stat.S_ISREG(kind):
            problems.append(Problem(_shown(name), 0, "no_file", severe=True))
        elif _shown(name) != name:
            problems.append(Problem(_shown(name), 0, "bad_name", severe=True))
        else:
            names.append(name)
    return names, problems


def _shown(name: str) -> str:
    """A file's name without what would break a line or turn its direction, or is no text at all."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in name)


def _read_sidecar(path: Path) -> dict[str, Node]:
    if not path.is_file():
        return {}
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("documents",), str(path))
    return dict(as_mapping(root.get("documents"), f"{path}: documents"))


def _bytes(path: Path) -> bytes:
    """The content of a regular file. Raises RefusedError for one that is too large or cannot be opened."""
    try:
        place = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # what has become a pipe must not be waited for
        with os.fdopen(place, "rb") as opened:
            size = os.fstat(place).st_size
            if size > MAX_BYTES:
                raise RefusedError("too_large", size=f"{size:,}", most=f"{MAX_BYTES:,}")
            return opened.read(MAX_BYTES)
    except OSError as error:
        raise RefusedError("unreadable", reason=error.strerror) from None


__all__ = ["ACTORS", "DOCUMENTS", "Folder", "Library", "read_folder"]
