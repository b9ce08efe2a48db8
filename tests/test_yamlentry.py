"""An entry added to a YAML file: what was there stays, what was added is read as it was meant, and it is all or nothing."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.yamlentry import append_entry
from bot.yamlfile import Node, as_list, as_mapping, read_yaml

HEAD = "# the list\nrows:\n"
# what stays what it is in YAML 1.1 and Unicode: line ends other than "\n" are another matter
lines = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff"), max_size=40)
texts = st.one_of(
    lines,
    st.sampled_from(["no", "6:1", "- x", "a: b", "a #b", "'x", '"x"', "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "", " a", "a ", "a:", "\t", "\\", "---", "...", "a\u2028b", "\x85", "\ufffe"]),
    st.lists(lines, min_size=2, max_size=4).map("\n".join),
)  # fmt: skip
entries = st.dictionaries(
    st.sampled_from(["question", "expect", "why"]),
    st.one_of(
        texts,
        st.lists(texts, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["body", "file"]), texts, min_size=1),
    ),
    min_size=1,
)


def rows(path: Path) -> list[Node]:
    return list(as_list(as_mapping(read_yaml(path), "x")["rows"], "rows"))


@settings(deadline=None)
@given(entries)
def test_an_entry_is_read_as_it_was_given(entry: dict[str, Node]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.yaml")

        append_entry(path, "rows", lambda _: entry, beginning=HEAD)
        append_entry(path, "rows", lambda _: {"last": "x"}, beginning=HEAD)

        assert rows(path) == [entry, {"last": "x"}]


@pytest.mark.parametrize(
    "before",
    [
        "# a comment\nrows:\n",
        "rows:\n  - a: 1\n  # between\n  - a: 2   # beside\n# last\n",
        "rows:\n- a: 1\n",
        "rows:\n      - a: |\n          long\n          text",
        "\ufeffrows:\r\n  - a: 1\r\n",
        "# nothing but a comment\n",
        "",
        "other: x\nrows:\n    -   a: 1\n        b: 2\n",
    ],
)
def test_what_was_there_stays_as_it_is(before: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(before.encode())
    there = as_list(as_mapping(read_yaml(path), "x").get("rows"), "rows")

    append_entry(path, "rows", lambda _: {"b": "ny", "c": ["d"]}, beginning=HEAD)

    after = path.read_bytes().decode()
    assert after.startswith(before)
    assert rows(path)[-1] == {"b": "ny", "c": ["d"]}
    assert len(rows(path)) == len(there) + 1
    assert ("\r\n" in before) == ("\r\n" in after.removeprefix(before))


@pytest.mark.parametrize(
    ("before", "fault"),
    [
        ("rows: [{a: 1}]\n", "nothing can be added to rows as it is written; accepted: rows: last in the file"),
        ("rows: []\n", "nothing can be added to rows as it is written"),
        ("rows:\n  - a: 1\nlast: x\n", "nothing can be added to rows as it is written"),
        ("rows: text\n", "rows: should be a list"),
        ("rows:\n - a: [\n", "a.yaml:3: not valid YAML"),
        ("- a: 1\n", "should be keys with values"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(before: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(before, encoding="utf-8")

    with pytest.raises(UserError) as error:
        append_entry(path, "rows", lambda _: {"b": "ny"}, beginning=HEAD)

    assert fault in str(error.value)
    assert path.read_text(encoding="utf-8") == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("rows:\n- a: 1\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match=r"a\.yaml: cannot be written: No space left on device"):
        append_entry(path, "rows", lambda _: {"b": "ny"}, beginning=HEAD)

    assert path.read_text(encoding="utf-8") == "rows:\n- a: 1\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_many_who_add_at_once_are_all_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    who = [
        threading.Thread(
            target=append_entry, args=(path, "rows", lambda there: {"n": str(len(there))}), kwargs={"beginning": HEAD}
        )
        for _ in range(12)
    ]
    for one in who:
        one.start()
    for one in who:
        one.join()

    assert rows(path) == [{"n": str(number)} for number in range(12)]


def test_a_link_to_a_file_stays_a_link_and_its_rights_stay(tmp_path: Path) -> None:
    real, linked = tmp_path / "real.yaml", tmp_path / "a.yaml"
    real.write_text(HEAD, encoding="utf-8")
    real.chmod(0o640)
    linked.symlink_to(real)

    append_entry(linked, "rows", lambda _: {"b": "ny"}, beginning=HEAD)

    assert linked.is_symlink()
    assert rows(real) == [{"b": "ny"}]
    assert real.stat().st_mode & 0o777 == 0o640
