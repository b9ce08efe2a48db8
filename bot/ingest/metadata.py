"""What a text is: title, reference, standing …, from the YAML beside it, its front matter, or its first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from bot.errors import RefusedError
from bot.language.lexicon import load_yaml
from bot.language.words import normalise
from bot.models import Block, DocumentInfo, Standing
from bot.yamlfile import Node, as_mapping, as_text, as_words, known_keys, parse_yaml

FIELDS = ("title", "reference", "issuer", "kind", "standing", "adopted", "address")
_FENCE = "---"
_FIRST_PAGE = 12  # blocks


def cut_front_matter(text: str, *, file: str) -> tuple[Mapping[str, Node], str, int]:
    """Split `text` into front matter (empty if there is none), the rest, and the line on which the rest begins.

    Raises UserError if front matter is opened and its YAML is wrong.
    """
    lines = text.split("\n")
    if lines[0].strip() != _FENCE:
        return {}, text, 1
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() in (_FENCE, "...")), None)
    if end is None:
        return {}, text, 1
    node = parse_yaml("\n".join(["", *lines[1:end]]), name=file)  # the empty line keeps the parser's line numbers
    return as_mapping(node, file), "\n".join(lines[end + 1 :]), end + 2


def front_matter_fields(front: Mapping[str, Node], *, file: str) -> dict[str, str]:
    """The known fields of front matter under their own names; other keys are somebody else's and are passed over."""
    names = _field_names()
    return {
        names[key.lower()]: as_text(node, f"{file}: {key}")
        for key, node in front.items()
        if key.lower() in names and isinstance(node, str)
    }


def sidecar_fields(node: Node, *, where: str) -> dict[str, str]:
    """The fields of one entry of documents.yaml. Raises UserError for an unknown key."""
    fields = as_mapping(node, where)
    known_keys(fields, FIELDS, where)
    return {key: as_text(value, f"{where}: {key}") for key, value in fields.items()}


def describe(fields: Mapping[str, str], blocks: Sequence[Block], *, file: str) -> tuple[DocumentInfo, str]:
    """Return the document's info, and the words of its first page by which its standing was found ("" if it was told).

    Raises RefusedError for a standing that is none.
    """
    title = fields.get("title") or next((b.text for b in blocks if b.kind == "heading"), "") or file
    told = fields.get("standing", "").strip().lower()
    found = ""
    if told:
        standing = _standing(told)
    elif fields.get("adopted"):
        standing = Standing.ADOPTED
    else:
        standing, found = _from_first_page(blocks)
    info = DocumentInfo(
        title=normalise(title),
        reference=fields.get("reference", ""),
        issuer=fields.get("issuer", ""),
        kind=fields.get("kind", ""),
        standing=standing,
        adopted=fields.get("adopted", ""),
        address=fields.get("address", ""),
    )
    return info, found


@cache
def _field_names() -> dict[str, str]:
    keys = as_mapping(load_yaml("documents.yaml")["keys"], "documents.yaml: keys")
    return {word: field for field, node in keys.items() for word in as_words(node, field)}


@cache
def _standings(section: str) -> tuple[tuple[Standing, tuple[str, ...]], ...]:
    node = as_mapping(load_yaml("documents.yaml")[section], f"documents.yaml: {section}")
    return tuple((Standing(name), as_words(words, name)) for name, words in node.items())


def _standing(told: str) -> Standing:
    for standing, words in _standings("standings"):
        if told == standing or told in words:
            return standing
    accepted = ", ".join(s for s in Standing if s is not Standing.UNKNOWN)
    raise RefusedError("no_such_standing", told=repr(told), accepted=accepted)


def _from_first_page(blocks: Sequence[Block]) -> tuple[Standing, str]:
    text = " ".join(block.text for block in blocks[:_FIRST_PAGE]).lower()
    for standing, phrases in _standings("first_page"):
        for phrase in phrases:
            if phrase in text:
                return standing, phrase
    return Standing.UNKNOWN, ""
