"""The knowledge folder: broken files, odd encodings and wrong YAML, each told in a line, the rest served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.ingest.folder import read_folder
from bot.models import Standing
from bot.phrasebook import phrasebook, tell

EN = phrasebook("en")
TEXT = "Ansvar\n\nHamnnämnden beslutar om kajplatser.\n"


def folder(path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        target = path / name.replace("__", ".")
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_text_that_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder(
        tmp_path,
        good__txt=TEXT,
        empty__txt="  \n",
        binary__txt=b"a\x00b",
        strange__odt=b"PK",
        bytes__txt=b"\x81\x8d\x8f",
    )

    library = read_folder(tmp_path)

    assert [document.file for document in library.documents] == ["good.txt"]
    assert {problem.file: tell(problem, EN) for problem in library.problems} == {
        "binary.txt": "not text (it holds zero bytes); save it as UTF-8 text",
        "bytes.txt": "not UTF-8 text (byte 0); save it as UTF-8",
        "empty.txt": "the file is empty",
        "strange.odt": "files of the kind .odt cannot be read; accepted: .txt, .text, .md, .markdown, .docx, .pdf, .html, .htm",
    }


def test_a_windows_text_is_read_and_told(tmp_path: Path) -> None:
    folder(tmp_path, a__txt=TEXT.encode("cp1252"))

    library = read_folder(tmp_path)

    assert "Hamnnämnden" in library.documents[0].passages[-1].text
    assert "cp1252" in tell(library.problems[0], EN)


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    folder(tmp_path, a__txt="Ansvar\n\nHamnna\u0308mnden beslutar om kajplatser.\n")

    library = read_folder(tmp_path)

    assert library.documents[0].statements[0].actor is not None
    assert library.documents[0].statements[0].actor.name == "Hamnnämnden"


def test_a_link_out_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Hemligt.\n", encoding="utf-8")
    inside = tmp_path / "texts"
    inside.mkdir()
    folder(inside, good__txt=TEXT)
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")

    library = read_folder(inside)

    assert [document.file for document in library.documents] == ["good.txt"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere: no such folder"):
        read_folder(tmp_path / "nowhere")


def test_a_folder_without_texts_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no text; put \.docx, \.pdf, "):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "actors__yaml",
            "actors:\n- {name: A, aliases: [x]}\n- {name: B, aliases: [x]}\n",
            "'x' is claimed by A and by B",
        ),
        (
            "actors__yaml",
            "actors:\n- {name: A, alias: [x]}\n",
            "actors[1]: 'alias' is not a setting; known: name, aliases",
        ),
        ("actors__yaml", "actors:\n- {aliases: [x]}\n", "actors[1]: name is missing"),
        ("actors__yaml", "actors: nämnden\n", "actors: should be a list"),
        ("documents__yaml", "texts: {}\n", "'texts' is not a setting; known: documents"),
        ("documents__yaml", "documents: [a.txt]\n", "documents: should be keys with values, is a list"),
    ],
)
def test_wrong_yaml_beside_the_texts_is_refused(name: str, text: str, fault: str, tmp_path: Path) -> None:
    folder(tmp_path, a__txt=TEXT, **{name: text})

    with pytest.raises(UserError) as error:
        read_folder(tmp_path)

    assert fault in str(error.value)


def test_a_standing_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    folder(tmp_path, a__txt=TEXT, documents__yaml="documents:\n  a.txt: {standing: maybe}\n")

    library = read_folder(tmp_path)

    assert library.documents == ()
    assert "standing is 'maybe'; accepted: proposal, adopted, in_force" in tell(library.problems[0], EN)


def test_a_description_of_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    folder(tmp_path, a__txt=TEXT, documents__yaml="documents:\n  b.txt: {title: B}\n")

    library = read_folder(tmp_path)

    assert tell(library.problems[0], EN) == "describes b.txt, but there is no such file"


def test_front_matter_and_the_yaml_beside_tell_the_standing(tmp_path: Path) -> None:
    folder(
        tmp_path,
        a__md="---\ntitel: Policy\nstatus: gällande\n---\n# Ansvar\n\nHamnnämnden beslutar om kajer.\n",
        b__txt="Policy\n\nDenna policy har ersatts av en nyare.\n",
        c__md="---\ntitle: C\nstanding: in_force\n---\nText.\n",
        documents__yaml="documents:\n  c.md: {standing: revoked, reference: 1/2}\n",
    )

    documents = {document.file: document for document in read_folder(tmp_path).documents}

    assert (documents["a.md"].info.title, documents["a.md"].info.standing) == ("Policy", Standing.IN_FORCE)
    assert documents["b.txt"].info.standing is Standing.SUPERSEDED
    assert (documents["c.md"].info.standing, documents["c.md"].info.reference) == (Standing.REVOKED, "1/2")


def test_a_place_is_the_line_of_the_file(tmp_path: Path) -> None:
    folder(
        tmp_path,
        a__md="---\ntitle: A\n---\n# Ansvar\n\nEn mening\növer två rader. Hamnnämnden\nbeslutar om kajer.\n\n- en punkt\n- två\n",
        b__txt="Ansvar\n\nNämnden ska:\n- besluta om kajer,\n- ta fram en plan.\n",
    )

    documents = {d.file: [(p.citation.line, p.text) for p in d.passages] for d in read_folder(tmp_path).documents}

    assert documents["a.md"] == [
        (4, "Ansvar"), (6, "En mening över två rader."), (7, "Hamnnämnden beslutar om kajer."), (10, "en punkt"), (11, "två"),
    ]  # fmt: skip
    assert documents["b.txt"] == [(1, "Ansvar"), (3, "Nämnden ska:"), (4, "besluta om kajer,"), (5, "ta fram en plan.")]
