"""The bytes of one file to a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePosixPath

from bot.errors import RefusedError
from bot.ingest.definitions import add_actors, beyond, find_definitions
from bot.ingest.metadata import describe
from bot.ingest.parsed import Parsed
from bot.ingest.passages import split_passages
from bot.ingest.statements import extract_statements
from bot.ingest.tables import unlisted
from bot.language.bodies import Directory
from bot.language.words import words
from bot.models import Document, Problem

# Each format's reader, imported when the first such file is met: a folder of plain text starts without the libraries.
_READERS = {
    ".txt": "plaintext.read_plaintext",
    ".text": "plaintext.read_plaintext",
    ".md": "markdown.read_markdown",
    ".markdown": "markdown.read_markdown",
    ".docx": "docx.read_docx",
    ".pdf": "pdf.read_pdf",
    ".html": "html.read_html",
    ".htm": "html.read_html",
}


def find_reader(name: str) -> Callable[[bytes], Parsed]:
    """The reader of a file by the ending of its name. Raises RefusedError for an ending that nobody reads."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in _READERS:
        raise RefusedError("no_reader", ending=ending or "?", accepted=", ".join(_READERS))
    module, _, function = _READERS[ending].partition(".")
    reader: Callable[[bytes], Parsed] = getattr(import_module(f"bot.ingest.{module}"), function)
    return reader


def make_document(name: str, data: bytes, fields: Mapping[str, str], directory: Directory) -> Document:
    """Read the file called `name` whose bytes are `data`; `fields` is what the YAML beside it tells.

    Raises UserError (mostly RefusedError) for a file that cannot be read as what its name says.
    """
    parsed = find_reader(name)(data)
    described = describe({**parsed.fields, **fields}, parsed.blocks, file=name)
    passages = split_passages(parsed.blocks, file=name, info=described.info, lined=parsed.lined)
    defined = find_definitions(passages, directory)
    if defined:
        directory = Directory(add_actors(directory.actors, defined))
    statements, unread = extract_statements(passages, directory)
    problems = [Problem(name, 0, code, values) for code, values in (*parsed.notes, *described.notes)]
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(words(f"{passage.text} {passage.lead_in}")))
    return Document(
        name, described.info, tuple(passages), tuple(statements), tuple(unread), tuple(problems), described.confirmed,
        (*beyond(defined), *unlisted(statements, directory)), parsed.links, tuple(sorted(counts.items())),
    )  # fmt: skip
