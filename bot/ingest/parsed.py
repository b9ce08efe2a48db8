"""What a reader makes of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.models import Block


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's blocks in reading order, what it says of itself, and what is doubtful about the reading.

    `fields` has the names of `bot.ingest.metadata.FIELDS`; each of `notes` is the code and values of a Problem. Where not `lined`, the
    numbers in `Block.lines` count paragraphs. `links` are the addresses that the file leads to, each with its line.
    """

    blocks: list[Block]
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    lined: bool = True
    links: tuple[tuple[int, str], ...] = ()
