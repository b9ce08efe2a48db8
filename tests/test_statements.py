"""Statements out of sentences: every row of the annotated table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ingest.actors import read_actors
from bot.ingest.markdown import markdown_blocks
from bot.ingest.passages import split_passages
from bot.ingest.plaintext import plaintext_blocks
from bot.ingest.statements import extract_statements
from bot.language.bodies import Directory, actor_key
from bot.models import DocumentInfo, Statement
from bot.yamlfile import Node, as_list, as_mapping, as_text, read_yaml
from tests.tables import TESTS, parameters

DIRECTORY = Directory(read_actors(Path("no folder of its own")))


@dataclass(frozen=True)
class Row:
    """A snippet of text with the statements that it yields."""

    id: str
    construction: str
    text: str
    statements: tuple[tuple[str, str, str, bool], ...]
    missed: str
    kind: str = ""  # of the document that it would stand in


def rows() -> list[Row]:
    tables = [
        TESTS / "statements" / name
        for name in ("sentences.yaml", "documents.yaml", "ekvalla.yaml", "lindvik.yaml", "bergsund.yaml")
    ]
    return [
        _row(as_mapping(node, f"{table.name}[{at}]"))
        for table in tables
        for at, node in enumerate(as_list(read_yaml(table), table.name), 1)
    ]


def _row(fields: dict[str, Node] | object) -> Row:
    row = as_mapping(fields, "row")  # type: ignore[arg-type]
    wanted = []
    for node in as_list(row.get("statements"), "statements"):
        one = as_mapping(node, "statement")
        actor = as_text(one.get("actor"), "actor")
        name = "" if actor == "none" else actor_key(actor)
        role, matter = as_text(one.get("role"), "role"), as_text(one.get("matter"), "matter")
        wanted.append((name, role, matter, as_text(one.get("polarity"), "polarity") == "negative"))
    return Row(
        as_text(row["id"], "id"),
        as_text(row["construction"], "construction"),
        as_text(row["text"], "text"),
        tuple(wanted),
        as_text(row.get("missed"), "missed"),
        as_text(row.get("kind"), "kind"),
    )


def read(text: str) -> list[tuple[str, str, str, bool]]:
    reader = markdown_blocks if text.startswith("#") else plaintext_blocks
    passages = split_passages(reader(text), file="x.md", info=DocumentInfo("x"))
    statements, _ = extract_statements(passages, DIRECTORY)
    return [_plain(statement) for statement in statements]


def _plain(statement: Statement) -> tuple[str, str, str, bool]:
    name = actor_key(statement.actor.name) if statement.actor else ""
    return name, str(statement.role), statement.matter, statement.negative


def agree(wanted: tuple[str, str, str, bool], got: tuple[str, str, str, bool]) -> bool:
    """Same body, role and polarity, and the one's matter holds the other's."""
    one, other = " ".join(wanted[2].lower().split()), " ".join(got[2].lower().split())
    same = got[0] == wanted[0] or got[0].endswith(f" {wanted[0]}")  # "arbetsutskottet" is kommunstyrelsens
    return same and (wanted[1], wanted[3]) == (got[1], got[3]) and (one in other or (bool(other) and other in one))


def score(table: list[Row], *, by: str = "construction") -> dict[str, Counter[str]]:
    """By construction, or by kind of document: how many statements are wanted, found, made, and made rightly."""
    counts: dict[str, Counter[str]] = {}
    for row in table:
        made = read(row.text)
        count = counts.setdefault(getattr(row, by) or "any", Counter())
        count["wanted"] += len(row.statements)
        count["found"] += sum(any(agree(one, other) for other in made) for one in row.statements)
        count["made"] += len(made)
        count["right"] += sum(any(agree(one, other) for one in row.statements) for other in made)
    return counts


def report() -> str:
    """Precision and recall by construction, as a table."""
    counts = score(rows())
    total = sum(counts.values(), Counter())
    kinds = {f"in: {name}": count for name, count in score(rows(), by="kind").items()}
    lines = [f"{'construction':24}{'wanted':>8}{'precision':>11}{'recall':>8}"]
    for name, count in [*counts.items(), *kinds.items(), ("all", total)]:
        precision = count["right"] / count["made"] if count["made"] else 1.0
        recall = count["found"] / count["wanted"] if count["wanted"] else 1.0
        lines.append(f"{name:24}{count['wanted']:8}{precision:11.2f}{recall:8.2f}")
    return "\n".join(lines)


@pytest.mark.parametrize("row", parameters(rows()))
def test_a_sentence_yields_its_statements_and_no_others(row: Row) -> None:
    made = read(row.text)

    missing = [one for one in row.statements if not any(agree(one, other) for other in made)]
    wrong = [other for other in made if not any(agree(one, other) for one in row.statements)]

    assert (missing, wrong) == ([], [])


if __name__ == "__main__":
    print(report())
