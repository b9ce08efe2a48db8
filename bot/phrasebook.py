"""What the bot says: one YAML file a language under `says/`, and the citation in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.models import Citation, Note, Problem
from bot.yamlfile import Node, as_mapping, as_text, as_words, read_yaml

LANGUAGES = ("sv", "en")
_SAYS = Path(__file__).parent / "says"


class Phrasebook:
    """What the bot says in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._says: Mapping[str, Node] = as_mapping(read_yaml(_SAYS / f"{language}.yaml"), f"{language}.yaml")

    def say(self, name: str, /, **values: object) -> str:
        """The sentence called `name` with its {names} filled in; "slack.share" is the one called share under slack."""
        part, _, inner = name.partition(".")
        sentence = as_mapping(self._says[part], part)[inner] if inner else self._says[part]
        return as_text(sentence, name).format(**values)

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words the bot understands, such as the chat's commands."""
        return as_words(self._says[name], name)

    def of(self, name: str, code: str) -> str:
        """One entry of a list of words: `of("roles", "decides")`."""
        return as_text(as_mapping(self._says[name], name)[code], code)

    def words_of(self, name: str) -> tuple[str, ...]:
        """The codes of a list of words."""
        return tuple(as_mapping(self._says[name], name))


@cache
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of "sv" or "en"."""
    return Phrasebook(language)


def cite(citation: Citation, book: Phrasebook) -> str:
    """The citation in words: document, section with paragraph and point, file with page or line, standing."""
    standing = book.of("standings", citation.standing)
    counted = book.say("line", line=citation.line) if citation.lined and citation.page is None else ""
    file = " ".join(part for part in (citation.file, _page(citation, book) or counted) if part)
    parts = [citation.document, citation.section, *_within(citation, book), file, standing]
    return ", ".join(part for part in parts if part)


def place(citation: Citation, book: Phrasebook) -> str:
    """Where in its section, and on which page or line, a quotation stands, in words; "" where neither is known."""
    counted = book.say("line", line=citation.line) if citation.lined and citation.page is None else ""
    return ", ".join(part for part in (*_within(citation, book), _page(citation, book) or counted) if part)


def _page(citation: Citation, book: Phrasebook) -> str:
    return "" if citation.page is None else book.say("page", page=citation.page)


def _within(citation: Citation, book: Phrasebook) -> list[str]:
    """The paragraph, where a section is cited by it ("4 §, andra stycket") or nothing else tells the place, and the point."""
    signed = "§" in citation.section.rsplit(" › ", maxsplit=1)[-1]
    parts = []
    if citation.paragraph and (signed or not (citation.lined or citation.page)):
        ordinals = book.words("ordinals")
        told = ordinals[citation.paragraph - 1] if citation.paragraph <= len(ordinals) else ""
        named = book.say("paragraph_named", ordinal=told) if told else book.say("paragraph", number=citation.paragraph)
        parts.append(named if signed else book.say("paragraph", number=citation.paragraph))
    if citation.point:
        parts.append(book.say("point", point=citation.point.rstrip(".)")))
    return parts


def head_note(note: Note, book: Phrasebook) -> str:
    """The line above a note: that it is one and no words of the texts, whose it is, and how long it holds."""
    by = book.say("note.by", owner=note.owner) if note.owner else book.say("note.by_nobody")
    until = book.say("note.until", date=note.valid_until) if note.valid_until else book.say("note.no_end")
    return book.say("note.head", by=by, until=until)


def source_note(note: Note, book: Phrasebook) -> str:
    """Where a note comes from."""
    return book.say("note.source", source=note.source or book.say("note.no_source"))


def tell(problem: Problem, book: Phrasebook) -> str:
    """What is wrong or doubtful, in one line without the file's name."""
    told = book.say(f"problems.{problem.code}", **dict(problem.values))
    return book.say("problems.kept", told=told) if problem.kept else told
