"""The knowledge folder to documents: which files are texts, how each is read, and what is wrong with the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TextError, UserError
from bot.ingest.actors import FILE as ACTORS
from bot.ingest.actors import read_actors
from bot.ingest.markdown import read_markdown
from bot.ingest.metadata import cut_front_matter, describe, front_matter_fields, sidecar_fields
from bot.ingest.passages import split_passages
from bot.ingest.plaintext import read_plaintext
from bot.ingest.statements import extract_statements
from bot.language.bodies import Directory
from bot.models import Actor, Block, Document, Problem
from bot.yamlfile import Node, as_mapping, known_keys, read_yaml

DOCUMENTS = "documents.yaml"
MAX_BYTES = 20_000_000
_READERS: Mapping[str, Callable[[str], list[Block]]] = {
    ".txt": read_plaintext,
    ".text": read_plaintext,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Library:
    """Everything read from a knowledge folder."""

    documents: tuple[Document, ...]
    actors: tuple[Actor, ...]
    problems: tuple[Problem, ...]


def read_folder(folder: Path) -> Library:
    """Read every text of `folder` (subfolders included, in the order of their names) with the YAML beside them.

    A text that cannot be read becomes a severe Problem, and the rest are read. Raises UserError for a folder that is
    missing or holds no text, and for YAML that is wrong: without it nobody knows who is who.
    """
    if not folder.is_dir():
        raise TextError(
            f"{folder}: no such folder; `knowledge` in config.yaml or --knowledge names the folder with the texts"
        )
    sidecar = _read_sidecar(folder / DOCUMENTS)
    actors = read_actors(folder)
    directory = Directory(actors)
    documents: list[Document] = []
    problems: list[Problem] = []
    first = 0
    files = sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix())
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            document = _read_document(path, name, sidecar.get(name), directory, first=first, problems=problems)
        except UserError as error:
            problems.append(Problem(name, 0, str(error).removeprefix(f"{name}: "), severe=True))
            continue
        documents.append(document)
        first += len(document.passages)
    known = {path.relative_to(folder).as_posix() for path in files}
    problems.extend(
        Problem(DOCUMENTS, 0, f"describes {name!r}, but there is no such file", severe=True)
        for name in sidecar
        if name not in known
    )
    if not documents and not problems:
        raise TextError(f"{folder}: holds no text; put .txt or .md files there")
    return Library(tuple(documents), tuple(actors), tuple(problems))


def _files(folder: Path) -> list[Path]:
    """Regular files that are no YAML and not hidden; links that lead out of the folder are left alone."""
    root = folder.resolve()
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() not in _YAML
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.resolve().is_relative_to(root)
    ]


def _read_sidecar(path: Path) -> dict[str, Node]:
    if not path.is_file():
        return {}
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("documents",), str(path))
    return dict(as_mapping(root.get("documents"), f"{path}: documents"))


def _read_document(
    path: Path, name: str, described: Node | None, directory: Directory, *, first: int, problems: list[Problem]
) -> Document:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise TextError(
            f"{name}: {path.suffix or 'a file without an ending'} cannot be read; accepted: {', '.join(_READERS)}"
        )
    text = _decode(path, name, problems)
    if not text.strip():
        raise TextError(f"{name}: the file is empty")
    fields: dict[str, str] = {}
    if reader is read_markdown:
        front, text, line = cut_front_matter(text, file=name)
        fields = front_matter_fields(front, file=name)
        blocks = read_markdown(text, first_line=line)
    else:
        blocks = reader(text)
    if described is not None:
        fields |= sidecar_fields(described, where=f"{DOCUMENTS}: {name}")
    info, found = describe(fields, blocks, file=name)
    if found:
        problems.append(
            Problem(name, 0, f"standing {info.standing!s} was found in the words {found!r}; confirm it in {DOCUMENTS}")
        )
    passages = split_passages(blocks, file=name, info=info, first=first)
    statements, unread = extract_statements(passages, directory)
    return Document(name, info, tuple(passages), tuple(statements), tuple(unread))


def _decode(path: Path, name: str, problems: list[Problem]) -> str:
    """The file's text in NFC with "\\n" line ends. UTF-8 first, then Windows' cp1252, which is told."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TextError(f"{name}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise TextError(f"{name}: {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    if b"\x00" in data:
        raise TextError(f"{name}: not text (it holds zero bytes); save it as UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise TextError(f"{name}: not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
        problems.append(Problem(name, 0, "not UTF-8; it was read as Windows text (cp1252). Save it as UTF-8"))
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


__all__ = ["ACTORS", "DOCUMENTS", "Library", "read_folder"]
