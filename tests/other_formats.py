"""The same texts in other formats: Markdown and plain text as Word, PDF and HTML, as a town would have them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from bot.ingest.document import find_reader
from bot.ingest.sections import assign_sections
from bot.models import Block
from tests.pdf_files import Paper
from tests.word_files import paragraph, row, table, word_file


def convert(source: Path, folder: Path, form: str) -> None:
    """Write every text of `source` into `folder` as Word, PDF or HTML files of the same name."""
    folder.mkdir()
    for path in sorted(source.glob("*.*")):
        if path.suffix == ".yaml":
            continue
        blocks = find_reader(path.name)(path.read_bytes()).blocks
        ranked = [(len(heading), block) for heading, block in assign_sections(blocks)]
        made = {"docx": _word, "pdf": _pdf, "html": _html}[form](ranked)
        (folder / f"{path.stem}.{form}").write_bytes(made)


def _marked(block: Block) -> str:
    return f"{block.mark or '•'} {block.text}"


def _word(blocks: Sequence[tuple[int, Block]]) -> bytes:
    parts = []
    for kind, run in groupby(blocks, lambda pair: pair[1].kind):
        listed = list(run)
        if kind == "row":
            for header, rows in groupby(listed, lambda pair: pair[1].header):
                cells = [[escape(cell) for cell in block.cells] for _, block in rows]
                parts.append(table(row(*map(escape, header), header=True), *(row(*one) for one in cells)))
        elif kind == "heading":
            parts += [_outlined(escape(block.text), depth) for depth, block in listed]
        elif kind == "item":
            parts += [paragraph(escape(_marked(block))) for _, block in listed]
        else:
            parts += [paragraph(escape(block.text)) for _, block in listed]
    return word_file(*parts)


def _outlined(text: str, depth: int) -> str:
    return paragraph(text, style="Rubrik1" if depth == 1 else "Rubrik2" if depth == 2 else "").replace(
        "<w:pPr></w:pPr>", f'<w:pPr><w:outlineLvl w:val="{min(depth, 9) - 1}"/></w:pPr>'
    )


def _html(blocks: Sequence[tuple[int, Block]]) -> bytes:
    parts = []
    for (kind, header), run in groupby(blocks, lambda pair: (pair[1].kind, pair[1].header)):
        listed = list(run)
        if kind == "row":
            lines = [[escape(cell) for cell in block.cells] for _, block in listed]
            heads = "".join(f"<th>{escape(cell)}</th>" for cell in header)
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
            parts.append(f"<table><thead><tr>{heads}</tr></thead>{rows}</table>")
        elif kind == "heading":
            parts += [f"<h{min(depth, 6)}>{escape(block.text)}</h{min(depth, 6)}>" for depth, block in listed]
        elif kind == "item":
            parts += [f"<p>{escape(_marked(block))}</p>" for _, block in listed]
        else:
            parts += [f"<p>{escape(block.text)}</p>" for _, block in listed]
    return f"<html><head><meta charset=utf-8></head><body><nav>Start</nav><main>{''.join(parts)}</main></body></html>".encode()


def _pdf(blocks: Sequence[tuple[int, Block]]) -> bytes:
    paper = Paper()
    for (kind, header), run in groupby(blocks, lambda pair: (pair[1].kind, pair[1].header)):
        listed = list(run)
        if kind == "row":
            paper.grid(tuple(map(_latin, header)), *(tuple(map(_latin, block.cells)) for _, block in listed))
        for depth, block in listed if kind != "row" else ():
            text = _latin(block.text)
            if kind == "heading":
                (paper.heading, paper.section, paper.small_section)[min(depth, 3) - 1](text)
            elif kind == "item":
                paper.text_of(_latin(f"{block.mark or '-'} {block.text}"))
            else:
                paper.text_of(text)
    return paper.bytes()


def _latin(text: str) -> str:
    """What the PDF's built-in fonts can draw."""
    return text.replace("–", "-").replace("”", '"').replace("’", "'").encode("cp1252", "replace").decode("cp1252")
