"""What the bot says: one YAML file a language under `says/`, and the citation in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.models import Citation, Problem
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
    """The citation in words: document, section, place, standing."""
    standing = book.of("standings", citation.standing)
    parts = [citation.document, citation.section, f"{citation.file} {place(citation, book)}", standing]
    return ", ".join(part for part in parts if part)


def place(citation: Citation, book: Phrasebook) -> str:
    """Page or line, in words."""
    if citation.page is not None:
        return book.say("page", page=citation.page)
    return book.say("line", line=citation.line)


def tell(problem: Problem, book: Phrasebook) -> str:
    """What is wrong or doubtful, in one line without the file's name."""
    told = book.say(f"problems.{problem.code}", **dict(problem.values))
    return book.say("problems.kept", told=told) if problem.kept else told
