"""Plain text to blocks: headings, paragraphs and list items, found as a person would find them."""

import re

from bot.ingest.decoding import decode
from bot.ingest.kinds import kind_named
from bot.ingest.parsed import Parsed
from bot.language.lexicon import load_lexicon
from bot.language.words import words
from bot.models import Block

# A list item's mark: a dash or bullet, "1." / "1)" or "a)".
_ITEM = re.compile(r"^(\s*)(?:[-–—•·*▪◦‣o]\s+|((?:\d{1,2}|[a-zåäö])[.)])\s+)(?=\S)")
_ORDERED = re.compile(r"^\s*\d{1,2}[.)]\s")
# What a heading may be numbered with: "3", "3.2", "§ 4", "4 §", "2 kap."
_NUMBERED = re.compile(
    r"^(?:§\s*\d+\s*[a-z]?\b|\d+\s*(?:[a-z]\s)?§|\d+\s*kap\.?|\d+(?:\.\d+)+\.?|\d{1,2}\.?)(?=\s|$)", re.IGNORECASE
)
_INNER_STOP = re.compile(r"[a-zåäö][.!?]\s+[A-ZÅÄÖ]")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,})\s*$")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LONGEST_HEADING = 100
_TITLE_LINES = 3
_SENTENCE_END = re.compile(r"[.!?;,:]\s*$")


def read_plaintext(data: bytes) -> Parsed:
    """Read a text file. Raises RefusedError for what is empty or no text."""
    text, notes = decode(data)
    return Parsed(plaintext_blocks(text), notes=notes)


def plaintext_blocks(text: str) -> list[Block]:
    """Split `text` (lines as they stand in the file) into blocks with their line numbers.

    A heading is a short line on its own that does not end as a sentence does and has something under it; items are lines
    that begin with a list mark; the rest are paragraphs, ended by an empty line.
    """
    blocks: list[Block] = []
    for chunk in _chunks(text.splitlines()):
        # A title of several lines stands before all sentences, perhaps under a letterhead.
        opens = len(chunk) <= _TITLE_LINES or not blocks
        if opens and _only_letterhead(blocks) and all(looks_like_heading(line) for _, line in chunk):
            blocks.extend(_block("heading", [line]) for line in chunk)
        else:
            blocks.extend(_blocks(chunk))
    return blocks


def _only_letterhead(blocks: list[Block]) -> bool:
    """Whether neither a sentence, nor a list, nor a title stands in what was read so far."""
    return not any(
        block.kind == "item"
        or block.text.endswith(".")
        or is_sentence(block.text)
        or (block.kind == "heading" and kind_named(block.text))
        for block in blocks
    )


def looks_like_heading(line: str) -> bool:
    """Tell whether a line standing alone has the form of a heading (its surroundings decide the rest)."""
    line = line.strip()
    if not line or len(line) > _LONGEST_HEADING or _SENTENCE_END.search(line) or is_sentence(line):
        return False
    if _DATE.search(line):  # "Antagen av kommunfullmäktige 2016-12-12 § 5" tells of the text, and heads nothing
        return False
    first = next((c for c in line if c.isalpha()), "")
    return bool(first) and (first.isupper() or bool(_NUMBERED.match(line)))


def split_mark(text: str) -> tuple[str, str]:
    """A list item's mark ("a)", "3."; "" for a bullet) and the text behind it; "" and the whole text where there is no mark."""
    match = _ITEM.match(text)
    return (match.group(2) or "", text[match.end() :]) if match else ("", text)


def is_sentence(text: str) -> bool:
    """Whether `text` has a finite verb behind its first word, a full stop inside, or leads into a list: a heading does not."""
    text = _NUMBERED.sub("", text.strip(), count=1)  # the stop of "2 kap." ends no sentence
    spoken = words(text)
    finite = load_lexicon().finite_verbs
    if len(spoken) >= 2 and _opens_list(spoken[-1]):
        return True
    return bool(_INNER_STOP.search(text)) or (len(spoken) >= 3 and any(word in finite for word in spoken[1:]))


def _opens_list(word: str) -> bool:
    """Whether a line that ends with `word` goes on below it ("Nämnden *ska*", "Det åligger styrelsen *att*")."""
    lexicon = load_lexicon()
    return word in lexicon.words_of("infinitive") or (word,) in lexicon.modality


def _chunks(lines: list[str]) -> list[list[tuple[int, str]]]:
    chunks: list[list[tuple[int, str]]] = []
    current: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            current.append((number, line))
        elif current:
            chunks.append(current)
            current = []
    return [*chunks, current] if current else chunks


def _blocks(chunk: list[tuple[int, str]]) -> list[Block]:
    """The blocks of lines without an empty line between them."""
    number, first = chunk[0]
    if len(chunk) > 1 and _UNDERLINE.match(chunk[1][1]) and looks_like_heading(first):
        return [_block("heading", [chunk[0]]), *(_blocks(chunk[2:]) if chunk[2:] else [])]
    if len(chunk) == 1 and looks_like_heading(first):
        return [_block("heading", chunk)]
    numbered = _NUMBERED.match(first.strip())
    if numbered and len(chunk) > 1 and looks_like_heading(first) and _begins_anew(chunk[1][1]):
        return [_block("heading", [chunk[0]]), *_blocks(chunk[1:])]
    blocks: list[Block] = []
    part: list[tuple[int, str]] = []
    kind = "paragraph"
    for number, line in chunk:
        if _ITEM.match(line) and not (not part and numbered and "§" in first):
            if part:
                blocks.append(_block(kind, part))
            part, kind = [(number, line)], "item"
        else:
            part.append((number, line))
    blocks.append(_block(kind, part))
    return blocks


def _begins_anew(line: str) -> bool:
    """Whether the line after a numbered one begins a sentence or a list of its own: not its next line, nor its sibling."""
    return not _ORDERED.match(line) and (line.lstrip()[:1].isupper() or bool(_ITEM.match(line)))


def _block(kind: str, lines: list[tuple[int, str]]) -> Block:
    level, mark = 0, ""
    if kind == "item":
        match = _ITEM.match(lines[0][1])
        assert match is not None
        level = 1 + len(match.group(1).expandtabs()) // 2
        mark = match.group(2) or ""
        lines = [(lines[0][0], lines[0][1][match.end() :]), *lines[1:]]
    text, places = "", []
    for number, line in lines:
        text += " " if text and not text.endswith("\u00ad") else ""
        places.append((len(text), number))
        text += " ".join(line.split())
    return Block(kind=kind, text=text, lines=tuple(places), level=level, mark=mark)
