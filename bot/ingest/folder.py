"""The knowledge folder to documents: which files are texts, how each is read, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RefusedError, TextError, UserError
from bot.ingest.actors import FILE as ACTORS
from bot.ingest.actors import read_actors
from bot.ingest.markdown import read_markdown
from bot.ingest.metadata import describe, sidecar_fields
from bot.ingest.parsed import Parsed
from bot.ingest.passages import split_passages
from bot.ingest.plaintext import read_plaintext
from bot.ingest.statements import extract_statements
from bot.language.bodies import Directory
from bot.models import Actor, Document, Problem
from bot.yamlfile import Node, as_mapping, known_keys, read_yaml

DOCUMENTS = "documents.yaml"
MAX_BYTES = 20_000_000
_READERS: Mapping[str, Callable[[bytes], Parsed]] = {
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
        except RefusedError as refused:
            problems.append(Problem(name, 0, refused.code, refused.values, severe=True))
            continue
        except UserError as error:
            detail = str(error).removeprefix(f"{name}: ")
            problems.append(Problem(name, 0, "other", (("detail", detail),), severe=True))
            continue
        documents.append(document)
        first += len(document.passages)
    known = {path.relative_to(folder).as_posix() for path in files}
    problems.extend(
        Problem(DOCUMENTS, 0, "described_but_missing", (("name", name),), severe=True)
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
        raise RefusedError("no_reader", ending=path.suffix or "?", accepted=", ".join(_READERS))
    parsed = reader(_bytes(path))
    fields = dict(parsed.fields)
    if described is not None:
        fields |= sidecar_fields(described, where=f"{DOCUMENTS}: {name}")
    info, found = describe(fields, parsed.blocks, file=name)
    problems.extend(Problem(name, 0, code, values) for code, values in parsed.notes)
    if found:
        problems.append(Problem(name, 0, "standing_found", (("standing", str(info.standing)), ("words", found))))
    passages = split_passages(parsed.blocks, file=name, info=info, first=first, lined=parsed.lined)
    statements, unread = extract_statements(passages, directory)
    return Document(name, info, tuple(passages), tuple(statements), tuple(unread))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RefusedError("too_large", size=f"{size:,}", most=f"{MAX_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        raise RefusedError("unreadable", reason=error.strerror) from None


__all__ = ["ACTORS", "DOCUMENTS", "Library", "read_folder"]
