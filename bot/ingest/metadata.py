"""What a text is: title, reference, standing …, from the YAML beside it, its front matter, or its first page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.errors import RefusedError
from bot.ingest.decoding import Note
from bot.ingest.kinds import kind_named
from bot.ingest.plaintext import is_sentence
from bot.language.lexicon import load_yaml
from bot.language.words import normalise
from bot.models import Block, DocumentInfo, Standing
from bot.yamlfile import Node, as_mapping, as_text, as_words, known_keys, parse_yaml

FIELDS = (
    "title", "reference", "issuer", "kind", "standing", "adopted", "address", "valid_from", "valid_until", "replaces",
)  # fmt: skip
_DATES = ("adopted", "valid_from", "valid_until")
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


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a text, what was found on its first page (to be confirmed), and whether its standing was told."""

    info: DocumentInfo
    notes: tuple[Note, ...]
    confirmed: bool


def describe(fields: Mapping[str, str], blocks: Sequence[Block], *, file: str) -> Described:
    """Return what `fields` tell of a text, and its first page where they do not.

    Raises RefusedError for a standing or a date that is none.
    """
    title, kind = _title(blocks)
    title = fields.get("title") or title or file
    told = fields.get("standing", "").strip().lower()
    page = _first_page(blocks)
    found = {name: value for name, value in find_facts(page).items() if not fields.get(name)}
    known = {name: fields.get(name, "") for name in FIELDS} | found
    known["kind"] = known["kind"] or kind
    words = ""
    if told:
        standing = _standing(told)
    elif fields.get("adopted"):
        standing = Standing.ADOPTED
    else:
        standing, words = _from_first_page(page)
    if standing is Standing.PROPOSAL and not told:  # what is said to be decided is another text
        for name in ("adopted", "issuer"):
            if found.pop(name, ""):
                known[name] = ""
    for name in ("valid_from", "valid_until"):
        if known[name] and not is_date(known[name]):
            raise RefusedError("no_such_date", field=name, told=known[name])
    info = DocumentInfo(
        title=normalise(title), standing=standing, reference=known["reference"], issuer=known["issuer"], kind=known["kind"],
        adopted=known["adopted"], address=known["address"], valid_from=known["valid_from"], valid_until=known["valid_until"],
        replaces=known["replaces"],
    )  # fmt: skip
    notes: list[Note] = []
    if words:
        notes.append(("standing_found", (("standing", str(standing)), ("words", words))))
    notes += [(f"found_{name}", (("value", value),)) for name, value in found.items()]
    return Described(info, tuple(notes), bool(told or fields.get("adopted")))


def _title(blocks: Sequence[Block]) -> tuple[str, str]:
    """The title of a text by its headings, and the kind of text that the title names; "" where there is none."""
    headings = [b.text for b in blocks if b.kind == "heading"][:1]
    for block in blocks[:_FIRST_PAGE]:
        if block.kind == "paragraph" and not is_sentence(block.text):
            continue  # a letterhead
        if block.kind != "heading":
            break
        if kind := kind_named(block.text):
            return block.text, kind
    return (headings[0] if headings else ""), ""


def find_facts(page: str) -> dict[str, str]:
    """What a first page, a block a line, tells of its text: names of FIELDS and their values, dates as year-month-day."""
    elsewhere, patterns = _patterns()
    own = elsewhere.sub("", page)
    found = {}
    for name, expressions in patterns.items():
        for expression in expressions:
            match = expression.search(page if name == "replaces" else own)
            value = _value(match, name) if match else ""
            if value:
                found[name] = value
                break
    return found


def _value(match: re.Match[str], name: str) -> str:
    if name not in _DATES:
        return " ".join(match["value"].split()).rstrip(" ,:")
    if match["iso"]:
        return match["iso"] if is_date(match["iso"]) else ""
    months = as_words(load_yaml("documents.yaml")["months"], "documents.yaml: months")
    written = f"{match['year']}-{months.index(match['month'].lower()) + 1:02}-{int(match['day']):02}"
    return written if is_date(written) else ""


def is_date(text: str) -> bool:
    """Whether `text` is a day as year-month-day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], ...]]]:
    lists = load_yaml("documents.yaml")
    months = "|".join(as_words(lists["months"], "documents.yaml: months"))
    written = rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<day>\d{{1,2}}) (?P<month>{months}) (?P<year>\d{{4}}))"
    found = as_mapping(lists["found"], "documents.yaml: found")
    patterns = {
        name: tuple(re.compile(one.replace("DATE", written), re.IGNORECASE) for one in as_words(node, name))
        for name, node in found.items()
    }
    return re.compile(as_text(lists["elsewhere"], "documents.yaml: elsewhere"), re.IGNORECASE), patterns


@cache
def _field_names() -> dict[str, str]:
    keys = as_mapping(load_yaml("documents.yaml")["keys"], "documents.yaml: keys")
    return {word: field for field, node in keys.items() for word in as_words(node, field)}


@cache
def _standings(section: str) -> tuple[tuple[Standing, tuple[str, ...]], ...]:
    node = as_mapping(load_yaml("documents.yaml")[section], f"documents.yaml: {section}")
    return tuple((Standing(name), as_words(words, name)) for name, words in node.items())


def _standing(told: str) -> Standing:
    for standing, names in _standings("standings"):
        if told == standing or told in names:
            return standing
    accepted = ", ".join(s for s in Standing if s is not Standing.UNKNOWN)
    raise RefusedError("no_such_standing", told=repr(told), accepted=accepted)


def _first_page(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks[:_FIRST_PAGE])


def _from_first_page(page: str) -> tuple[Standing, str]:
    lowered = " ".join(page.lower().split())
    for standing, phrases in _standings("first_page"):
        for phrase in phrases:
            if phrase in lowered:
                return standing, phrase
    return Standing.UNKNOWN, ""
