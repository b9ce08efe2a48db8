"""What is worth a second look, in the order of the texts: each kind is found by one function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine import Library
from bot.ingest.definitions import add_actors
from bot.language.bodies import Directory
from bot.language.words import key, tokenise, words
from bot.models import Document, Passage, Role, Standing, Statement
from bot.reports.review.names import find_names
from bot.reports.review.references import find_references

_GIVING = (Role.DECIDES, Role.RESPONSIBLE)
_BINDING = (Standing.ADOPTED, Standing.IN_FORCE, Standing.UNKNOWN)
_OVER = (Standing.SUPERSEDED, Standing.REVOKED)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: `kind` names its sentence under `review` in says/*.yaml, `values` fill it in.

    `passage` is where it stands, None where it concerns the whole file; `proposal` is YAML to paste, "" for none.
    """

    kind: str
    file: str
    passage: Passage | None = None
    values: tuple[tuple[str, str], ...] = ()
    proposal: str = ""


def review(library: Library) -> list[Finding]:
    """Return all findings on the texts that are read, by file and then in the text's order."""
    defined = [actor for document in library.documents for actor in document.actors]
    directory = Directory(add_actors(library.actors, defined))
    found = [
        *(one for d in library.documents for one in _nobody(d, directory)),
        *_two_bodies(library, directory),
        *(Finding(*row) for row in find_names(library, directory)),
        *_cited_though_over(library),
        *(Finding("no_section", d.file, p, (("number", n),)) for d in library.documents for p, n in find_references(d)),
        *(one for d in library.documents for one in _not_read(d, directory)),
        *_standings(library),
    ]
    order = {document.file: number for number, document in enumerate(library.documents)}
    return sorted(found, key=lambda f: (order.get(f.file, -1), f.passage.ordinal if f.passage else -1, f.kind))


def _nobody(document: Document, directory: Directory) -> Iterator[Finding]:
    """Decisions and responsibilities without a body, where nothing near tells whose they are."""
    if document.info.standing in _OVER:
        return
    named = {s.passage.ordinal for s in document.statements if s.actor is not None}
    for statement in document.statements:
        at = statement.passage
        if statement.actor is not None or statement.past or statement.negative or statement.role not in _GIVING:
            continue
        before = [p for p in document.passages[max(0, at.ordinal - 2) : at.ordinal] if p.heading == at.heading]
        above = f"{at.lead_in} . {' . '.join(at.heading[-2:])}"
        if at.ordinal in named or any(p.ordinal in named for p in before) or directory.find(tokenise(above)):
            continue
        yield Finding("nobody", document.file, at, (("verb", statement.verb), ("matter", statement.matter)))


def _two_bodies(library: Library, directory: Directory) -> Iterator[Finding]:
    """One matter that texts in force give to two bodies in the same role, with nothing to set them apart."""
    seen: dict[tuple[object, ...], list[Statement]] = {}
    for document in library.documents:
        if document.info.standing not in _BINDING:
            continue
        for statement in document.statements:
            if statement.role not in _GIVING or statement.actor is None or statement.condition or statement.negative:
                continue
            if statement.past or statement.actor.generic:
                continue
            matter = tuple(key(word) for word in words(statement.matter))
            if len([one for one in matter if len(one) > 3]) < 2:
                continue
            others = seen.setdefault((statement.role, matter), [])
            for other in others:
                if other.passage.key != statement.passage.key and _are_apart(other, statement, directory):
                    values = (
                        ("matter", statement.matter), ("one", statement.actor.name),
                        ("other", other.actor.name if other.actor else ""), ("place", _place(other.passage)),
                    )  # fmt: skip
                    yield Finding("two_bodies", document.file, statement.passage, values)
                    break
            others.append(statement)


def _are_apart(one: Statement, other: Statement, directory: Directory) -> bool:
    """Whether two statements' bodies are different ones, neither a kind of the other."""
    a, b = (set(s.actor.keys if s.actor else ()) for s in (one, other))
    wider = {broader for k in (*a, *b) for broader in directory.broader(k)}
    return not a & b and not wider & (a | b)


def _cited_though_over(library: Library) -> Iterator[Finding]:
    """Mentions of texts that are superseded or revoked in texts that are not."""
    over = [d for d in library.documents if d.info.standing in _OVER]
    titles = {d.info.title.lower() for d in library.documents if d.info.standing not in _OVER}
    for document in library.documents:
        if document.info.standing in _OVER or not over:
            continue
        for passage in document.passages:
            lowered = passage.text.lower()
            for other in over:
                names = [other.file.rsplit("/", maxsplit=1)[-1].lower(), other.info.reference.lower()]
                names += [other.info.title.lower()] if other.info.title.lower() not in titles else []
                if any(len(name) > 5 and name in lowered for name in names) and not _tells_it(document, lowered):
                    yield Finding("cited_though_over", document.file, passage, (("title", other.info.title),))


def _tells_it(document: Document, lowered: str) -> bool:
    """Whether a sentence is the one by which a text says what it replaces."""
    told = document.info.replaces.lower()
    return bool(told) and told in lowered


def _not_read(document: Document, directory: Directory) -> Iterator[Finding]:
    """Sentences with a role verb that no rule could read and that name a body: a responsibility may be hidden there."""
    seen = set()
    for one in document.unread:
        if (
            document.info.standing in _OVER
            or one.passage.ordinal in seen
            or not directory.find(tokenise(one.passage.text))
        ):
            continue
        seen.add(one.passage.ordinal)
        yield Finding("not_read", document.file, one.passage, (("verb", one.verb),))


def _standings(library: Library) -> Iterator[Finding]:
    """What was found on first pages, to be confirmed; texts whose standing nobody tells; two versions in force."""
    for document in library.documents:
        info = document.info
        if not document.confirmed:
            told = {
                "standing": str(info.standing) if info.standing is not Standing.UNKNOWN else "",
                "adopted": info.adopted, "valid_from": info.valid_from, "valid_until": info.valid_until,
                "reference": info.reference, "issuer": info.issuer, "replaces": info.replaces,
            }  # fmt: skip
            lines = [f'    {name}: "{value}"' for name, value in told.items() if value]
            kind = "standing_found" if told["standing"] else "standing_unknown"
            lines = lines if told["standing"] else ["    standing: in_force", *lines]
            yield Finding(kind, document.file, None, (), "\n".join(["documents:", f'  "{document.file}":', *lines]))
    by_title: dict[str, list[Document]] = {}
    for document in library.documents:
        if document.info.standing in _BINDING:
            bare = " ".join(word for word in words(document.info.title) if not word.isdigit())
            by_title.setdefault(bare, []).append(document)
    for title, documents in by_title.items():
        for document in documents[1:] if title else ():
            yield Finding("same_title", document.file, None, (("other", documents[0].file),))


def _place(passage: Passage) -> str:
    at = passage.citation
    return f"{at.file}{f', s. {at.page}' if at.page else f':{at.line}' if at.lined else ''}"
