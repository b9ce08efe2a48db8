"""The texts on their shelf: what answering looks up in them, and the words of what it has looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from bot.answering.evidence import StatementEvidence, Zones, passage_zones, statement_evidence, wide_zones
from bot.answering.passages import Shown
from bot.answering.query import Query
from bot.language.bodies import Directory
from bot.language.kept import make_room
from bot.language.vocabulary import Vocabulary
from bot.language.words import tokenise
from bot.models import Document, Passage, Statement
from bot.retrieval.segment import Entry

_HEAD = 4  # passages at the beginning of a text that tell what it is
_MANY = 60  # statements of one body that are looked at closely, beside those that are retrieved
_KEPT = 2_000  # passages, and statements, whose words are kept once they have been looked at: more cost time when garbage is collected

Place = tuple[str, int]  # a passage: its file, and its number there


@dataclass(frozen=True, slots=True)
class Held:
    """A document with what is looked up in it: in how many passages each word stands, and its statements."""

    document: Document
    counts: Mapping[str, int]
    by_passage: Mapping[int, Sequence[Statement]]
    by_actor: Mapping[str, Sequence[Statement]]


def hold(document: Document) -> Held:
    """A document made ready to be looked up in."""
    by_passage: dict[int, list[Statement]] = {}
    by_actor: dict[str, list[Statement]] = {}
    for statement in document.statements:
        by_passage.setdefault(statement.passage.ordinal, []).append(statement)
        for of in statement.actor.keys if statement.actor else ():
            by_actor.setdefault(of, []).append(statement)
    return Held(document, dict(document.words), by_passage, by_actor)


def entries(held: Held) -> list[Entry]:
    """A document's passages as the index reads them."""
    return [
        Entry(
            f"{passage.text} {passage.lead_in}",
            f"{passage.citation.document} {passage.citation.section}",
            " ".join(s.actor.name for s in held.by_passage.get(passage.ordinal, ()) if s.actor),
        )
        for passage in held.document.passages
    ]


class Shelf:
    """The documents by their files. What was looked at is kept, so that it is taken apart once."""

    def __init__(self, documents: Mapping[str, Held], directory: Directory, vocabulary: Vocabulary) -> None:
        self._documents, self._directory, self._vocabulary = documents, directory, vocabulary
        self._shown: dict[Place, tuple[Zones, frozenset[str]]] = {}
        self._evidence: dict[int, StatementEvidence] = {}

    def near(self, query: Query, found: Mapping[Place, float], *, most: int) -> Iterator[Statement]:
        """The statements that may answer `query`: those of the passages that were retrieved first, and those of the bodies that are asked about.

        Of a body with very many, those of the passages that were retrieved after them; all are as near to a question that has no
        topic, so then the first ones.
        """
        first = dict(islice(found.items(), most))
        for file, number in first:
            yield from self._documents[file].by_passage.get(number, ())
        named = {key for mention in query.actors for key in mention.keys}
        keys = sorted(named | {broader for key in named for broader in self._directory.broader(key)})
        held = [self._documents[file] for file in query.texts or self._documents] if keys else []
        lists = [of_body for one in held for key in keys if (of_body := one.by_actor.get(key))]
        own: Iterator[Statement] = (s for of_body in lists for s in of_body)
        if sum(map(len, lists)) > _MANY:
            after = islice(found, most, None)
            beyond = (s for file, number in after for s in self._documents[file].by_passage.get(number, ()))
            theirs = (s for s in beyond if s.actor and not named.isdisjoint(s.actor.keys))
            own = islice(theirs if query.topics else chain(theirs, own), _MANY)
        yield from {id(s): s for s in own if s.passage.key not in first}.values()

    def look_at(self, place: Place, bm25: float) -> Shown:
        """A retrieved passage with what it says and whom it names; `bm25` is its score as a share of the best."""
        passage = self._documents[place[0]].document.passages[place[1]]
        if place not in self._shown:
            make_room(self._shown, _KEPT)
            located = self._directory.find(
                tokenise(f"{passage.text} . {passage.lead_in} . {' '.join(passage.heading[-1:])}")
            )
            bodies = frozenset(key for one in located for key in one.mention.keys)
            self._shown[place] = passage_zones(passage, self._vocabulary), bodies
        zones, bodies = self._shown[place]
        return Shown(passage, zones, bodies, bm25)

    def look_around(self, shown: Shown, *, head: bool) -> Shown:
        """The same passage with what stands before and above it, of which it may speak, and with the `head` of its text."""
        passage, document = shown.passage, self._documents[shown.passage.citation.file].document
        above = " ".join(one.text for one in document.passages[: _HEAD if head else 0])
        before = f"{above} {_before(document, passage)}"
        around = wide_zones(passage, self._vocabulary, before=before, kind=document.info.kind)
        return replace(shown, zones=around)

    def evidence_of(self, statement: Statement) -> StatementEvidence:
        """What of a question may be found in a statement, and where."""
        found = self._evidence.get(id(statement))
        if found is None:
            make_room(self._evidence, _KEPT)
            document = self._documents[statement.passage.citation.file].document
            found = statement_evidence(
                statement, self._vocabulary, before=partial(_before, document, statement.passage)
            )
            self._evidence[id(statement)] = found
        return found


def _before(document: Document, passage: Passage) -> str:
    """The two sentences before a sentence under the same heading. Bound to no shelf, so that one that is swapped is gone at once."""
    near = document.passages[max(0, passage.ordinal - 2) : passage.ordinal]
    return " ".join(p.text for p in near if p.heading == passage.heading and p.kind == "sentence")
