"""The YAML door: strict, and with the line of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.yamlfile import parse_yaml, read_yaml


def test_scalars_stay_text() -> None:
    assert parse_yaml("a: 6:1\nb: no\nc: 010\nd: 2016-10-17\ne:\n", name="x") == {
        "a": "6:1", "b": "no", "c": "010", "d": "2016-10-17", "e": "",
    }  # fmt: skip


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert parse_yaml("# only a comment\n", name="x") == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\na: 2\n", "x.yaml:2: the key 'a' stands twice"),
        ("a: &b 1\nc: *b\n", "x.yaml:1: anchors"),
        ("a: [1\nb: 2\n", "x.yaml:2: not valid YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: a second document"),
        ("[a]: 1\n", "x.yaml:1: a key is a word"),
        ("a: " + "[" * 60 + "]" * 60, "x.yaml:1: nested deeper than 50"),
        ("a: " + "x" * 1_000_001, "x.yaml: larger than"),
        ("a: \x00", "x.yaml"),
    ],
)
def test_what_is_not_strict_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(UserError) as error:
        parse_yaml(text, name="x.yaml")

    assert str(error.value).startswith(fault)


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("namn: nämnd".encode("cp1252"))

    with pytest.raises(UserError, match="not UTF-8 text"):
        read_yaml(path)
