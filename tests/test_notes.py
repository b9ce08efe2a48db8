"""Notes: when one is shown, how it is told apart from the texts, and that nothing wrong with one takes away an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.fresh import QUIET, KeptEngine, add_note
from bot.models import Answer, NoteEntry, Status
from bot.phrasebook import phrasebook, tell
from bot.slack.answerer import Answerer
from bot.slack.card import answer_card
from bot.yamlfile import Node, as_list, as_mapping, as_text, as_words, known_keys, read_yaml
from tests.payload_limits import meant, problems
from tests.process import run_bot
from tests.tables import TESTS
from tests.test_slack_cards import literal

TODAY = date.today()
LATER = (TODAY + timedelta(days=400)).isoformat()


@dataclass(frozen=True)
class Case:
    """One note by its question, with wordings that are the same question and questions that are others."""

    id: str
    form: str
    same: tuple[str, ...]
    other: tuple[str, ...]


def read_cases(path: Path) -> list[Case]:
    return [_case(node, f"{path.name}[{number}]") for number, node in enumerate(as_list(read_yaml(path), path.name), 1)]


def _case(node: Node, where: str) -> Case:
    fields = as_mapping(node, where)
    known_keys(fields, ("id", "why", "form", "same", "other"), where)
    same, other = (as_words(fields.get(name), where) for name in ("same", "other"))
    return Case(as_text(fields.get("id"), where), as_text(fields.get("form"), where), same, other)


CASES = read_cases(TESTS / "notes" / "same_questions.yaml")


def with_notes(engine: Engine, *entries: NoteEntry) -> Engine:
    return Engine(replace(engine.library, notes=entries), engine.config, engine)


def note(*questions: str, **fields: str) -> NoteEntry:
    told = {"answer": "Skriv till brevlådan.", "source": "rutinen", "owner": "stabsfunktionen", "valid_until": LATER}
    return NoteEntry(questions=questions, **{"id": "n", **told, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_note_is_shown_for_its_question_in_whatever_words_and_for_no_other(case: Case, stockholm: Engine) -> None:
    engine = with_notes(stockholm, note(case.form))

    shown = [question for question in (case.form, *case.same, *case.other) if engine.ask(question).note]

    assert shown == [case.form, *case.same]


def test_many_notes_are_told_apart(stockholm: Engine) -> None:
    engine = with_notes(stockholm, *(note(case.form, id=case.id) for case in CASES))

    shown = {case.id: engine.ask(question).note for case in CASES for question in case.same}

    assert {name: found.id for name, found in shown.items() if found} == {case.id: case.id for case in CASES}


def test_what_the_texts_say_follows_the_note_as_without_it(stockholm: Engine) -> None:
    question = "Vem beslutar om EU-projekt?"
    plain, noted = stockholm.ask(question), with_notes(stockholm, note(question)).ask(question)

    assert noted.text.split("\n")[:4] == [
        f"Anteckning från stabsfunktionen, gäller t.o.m. {LATER} – inte texternas egna ord:",
        "  Skriv till brevlådan.",
        "  Källa: rutinen",
        "Det här säger texterna:",
    ]
    assert noted.text.endswith(f"Det här säger texterna:\n{plain.text}")
    assert (noted.status, noted.decisions, noted.passages) == (plain.status, plain.decisions, plain.passages)
    assert (noted.notes, plain.notes) == ((*plain.notes, "note"), ("proposal",))


@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("Vem beslutar om resebidrag?", "Texterna själva säger inte detta, men det finns en anteckning, se ovan. Det här hittades inte i texterna: ”resebidrag”."),
        ("Får nämnden ha fest?", "Texterna själva säger inte detta, men det finns en anteckning, se ovan. Det här hittades inte i texterna: ”fest”."),
        ("Who books hotel rooms?", "The texts themselves do not say this, but there is a note, see above. This was not found in the texts: "),
    ],
)  # fmt: skip
def test_where_the_texts_are_silent_the_status_says_so_and_the_words_tell_of_the_note(
    question: str, silent: str, stockholm: Engine
) -> None:
    answer = with_notes(stockholm, note(question)).ask(question)

    assert (answer.status, answer.decisions) == (Status.NOT_FOUND, ())
    assert answer.text.split("\n")[3].startswith(silent)
    assert answer.opening[0].startswith(silent)
    assert "Det framgår inte" not in answer.text


def test_a_follow_up_is_answered_by_the_note_on_what_it_asks(stockholm: Engine) -> None:
    engine = with_notes(stockholm, note("Vem beslutar om resebidrag?"))

    followed = engine.ask("och resebidrag då?", ["Vem beslutar om EU-projekt?"])
    later = engine.ask("och resebidrag då?", ["Vem samordnar EU-projekt?", "Vem beslutar om EU-projekt?"])
    other = engine.ask("och resebidrag då?", ["Vem beslutar om EU-projekt?", "Vem samordnar EU-projekt?"])

    assert (followed.note is not None, later.note is not None, other.note) == (True, True, None)


def test_who_asks_in_english_gets_the_english_answer_where_there_is_one(stockholm: Engine) -> None:
    question = "Vem beslutar om EU-projekt?"
    both = with_notes(stockholm, note(question, answer_en="Write to the mailbox."))

    told = both.ask("Who decides on EU projects?").text
    untranslated = with_notes(stockholm, note(question)).ask("Who decides on EU projects?").text

    assert told.startswith(
        f"A note from stabsfunktionen, valid through {LATER} – not the texts' own words:\n  Write to the mailbox.\n  Source: rutinen\n"
    )
    assert untranslated.split("\n")[1] == "  Skriv till brevlådan."
    assert both.ask(question).text.split("\n")[1] == "  Skriv till brevlådan."


def test_the_texts_are_answered_from_as_if_there_were_no_notes(stockholm: Engine) -> None:
    # "samarbetsinitiatiw" is one letter from a word of the note, and from one of the texts
    engine = with_notes(stockholm, note("Vem betalar samarbetsinitiativet?", "Vem beslutar om EU-pengar?"))
    questions = ["vem beslutar om samarbetsinitiatiw", "Vem beslutar om EU-projekt?", "Vem beslutar om bygglov?"]

    assert [engine.ask(q) for q in questions] == [stockholm.ask(q) for q in questions]


def test_a_card_shows_the_note_first_apart_from_the_quotations(stockholm: Engine) -> None:
    question = "Vem beslutar om EU-projekt?"
    answer = with_notes(stockholm, note(question, source="https://intranat.example.se/eu")).ask(question)

    card = answer_card(answer, block_id="T/C/1")
    first, *rest = card.blocks

    assert problems("chat.postMessage", {"channel": "C1", "text": card.text, "blocks": list(card.blocks)}) == []
    assert first["block_id"] == "T/C/1"
    assert "".join(literal(first)).startswith(
        f"📌 Anteckning från stabsfunktionen, gäller t.o.m. {LATER} – inte texternas egna ord:\nSkriv till brevlådan."
    )
    assert [part["type"] for part in first["elements"]] == ["rich_text_section", "rich_text_section"]
    assert [block["type"] for block in rest[:3]] == ["divider", "context", "rich_text"]
    assert "rich_text_quote" in str(rest[2])
    assert meant("chat.postMessage", {"text": "", "blocks": [first]}) == ["https://intranat.example.se/eu"]


def test_a_card_on_which_the_texts_are_silent_tells_of_the_note(stockholm: Engine) -> None:
    question = "Vem beslutar om resebidrag?"
    answer = with_notes(stockholm, note(question, owner="", valid_until="", source="")).ask(question)

    said = "".join(literal(answer_card(answer, contact="en människa").blocks))

    assert said.startswith("📌 Anteckning utan angiven ansvarig, utan slutdatum – inte texternas egna ord:")
    assert "Källa: inte angivenTexterna själva säger inte detta, men det finns en anteckning" in said


def test_a_follow_up_that_only_a_note_answers_is_answered_though_nobody_put_it_to_the_bot(stockholm: Engine) -> None:
    engine = with_notes(stockholm, note("Vem beslutar om resebidrag?"))
    answerer = Answerer(lambda: engine, engine.config)

    replies = [
        answerer.reply(
            {"kind": "question", "text": question, "only": "found"}, [], channel="C", block_id="T/C/1"
        ).message
        for question in ("vem bestämmer om resebidrag?", "vem bestämmer om reseförbud?")
    ]

    assert [reply is not None for reply in replies] == [True, False]


# The file.

FILE = """# our own words
notes:
  - id: resor
    questions: [Vem beslutar om resebidrag?]
    answer: Chefen.
    source: rutinen
    owner: staben
    valid_until: {until}
"""


class Place:
    """A knowledge folder with a text, notes, and an engine that is kept fresh."""

    def __init__(self, path: Path, config: Config) -> None:
        self.folder = path / "texts"
        self.folder.mkdir()
        (self.folder / "a.txt").write_text("Ansvar\n\nHamnnämnden beslutar om kajplatser.\n", encoding="utf-8")
        self.config = replace(config, knowledge=self.folder, state=path / "state")
        self.now = 100.0

    def write(self, text: str) -> None:
        (self.folder / "notes.yaml").write_text(text, encoding="utf-8")

    def start(self) -> KeptEngine:
        self.kept = KeptEngine(self.config)
        return self.kept

    def pass_time(self) -> None:
        self.kept.refresh(self.now)
        self.now += QUIET
        self.kept.refresh(self.now)

    def ask(self, question: str = "Vem beslutar om resebidrag?") -> Answer:
        return self.kept.engine.ask(question)

    def told(self) -> list[str]:
        listed = self.kept.engine.library.problems
        return [f"{p.file}:{p.line} {'!' if p.severe else '?'} {tell(p, phrasebook('en'))}" for p in listed]


@pytest.fixture
def place(tmp_path: Path, config: Config) -> Place:
    return Place(tmp_path, config)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("until", "shown", "told"),
    [
        (day(31), True, []),
        (day(30), True, [f"notes.yaml:3 ? the note resor is valid through {day(30)}, for 30 days yet; staben should soon look at it again"]),
        (day(0), True, [f"notes.yaml:3 ? the note resor is valid through {day(0)}, for 0 days yet; staben should soon look at it again"]),
        (day(-1), False, [f"notes.yaml:3 ! the note resor was valid through {day(-1)} and is no longer shown; staben should look at it again or remove it"]),
    ],
)  # fmt: skip
def test_a_note_is_shown_to_its_last_day_and_then_told_of(
    until: str, shown: bool, told: list[str], place: Place
) -> None:
    place.write(FILE.format(until=until))
    place.start()

    assert (place.ask().note is not None, place.told()) == (shown, told)


def test_a_note_that_is_yet_to_begin_waits(place: Place) -> None:
    place.write(FILE.format(until=day(90)) + f"    valid_from: {day(1)}\n")
    place.start()

    assert (place.ask().note, place.told()) == (None, [])


def test_what_a_note_should_have_is_told_and_the_note_shown(place: Place) -> None:
    place.write("notes:\n- id: resor\n  questions: [Vem beslutar om resebidrag?]\n  answer: Chefen.\n")
    place.start()

    assert place.told() == [
        f"notes.yaml:2 ? the note resor lacks {name}; write it, so that a reader knows what to rely on"
        for name in ("source", "owner", "valid_until")
    ]
    assert place.ask().note is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("{questions: [Vem beslutar om fest?], answer: A}", "the note on ”Vem beslutar om fest?” lacks an id; give it a short name"),
        ("{id: fest, answer: A}", "the note fest has no questions; write at least one"),
        ("{id: fest, questions: [Vem beslutar om fest?]}", "the note fest has no answer; write it as answer"),
        ("{id: resor, questions: [Vem beslutar om fest?], answer: A}", "two notes are called resor, and the later one is not shown"),
        ("{id: fest, questions: [Vem beslutar om fest?], answer: A, valid_until: snart}", "valid_until is snart; write a date such as"),
        ("{id: fest, questions: [Vem beslutar om fest?], answer: A, valid_from: 2031-01-01, valid_until: 2030-01-01}", "the note fest is valid from 2031-01-01 but only through 2030-01-01"),
        ("{id: fest, questions: [Vem beslutar om fest?], answer: A, ansvarig: X}", "ansvarig is nothing that can be set here; accepted: id, questions, answer, answer_en, source, owner, valid_from, valid_until"),
        ("{id: fest, questions: Vem beslutar om fest?, answer: A}", "notes[2]: questions: should be a list, is the text 'Vem beslutar om fest?'"),
        ("fest", "notes[2]: should be keys with values, is the text 'fest'"),
        (f"{{id: fest, questions: [Vem beslutar om fest?], answer: {'a' * 1501}}}", "the note fest: answer has 1501 characters; at most 1500"),
    ],
)  # fmt: skip
def test_a_note_that_is_wrong_is_told_by_line_and_takes_nothing_else_away(wrong: str, told: str, place: Place) -> None:
    place.write(FILE.format(until=LATER) + f"  - {wrong}\n")
    place.start()

    assert len(place.told()) == 1
    assert place.told()[0].startswith(f"notes.yaml:9 ! {told}")
    assert place.ask().note is not None
    assert place.ask("Vem beslutar om fest?").note is None
    assert place.ask("Vem beslutar om kajplatser?").status is Status.ANSWERED


def test_a_note_comes_changes_and_goes_while_the_bot_runs(place: Place) -> None:
    place.start()
    place.write(FILE.format(until=LATER))
    place.pass_time()
    came = place.ask().note
    place.write(FILE.format(until=LATER).replace("Chefen", "Staben"))
    place.pass_time()
    changed = place.ask().note
    (place.folder / "notes.yaml").unlink()
    place.pass_time()

    assert (came and came.text, changed and changed.text, place.ask().note) == ("Chefen.", "Staben.", None)


def test_a_file_of_notes_that_breaks_leaves_those_that_were_read(place: Place) -> None:
    place.write(FILE.format(until=LATER))
    place.start()
    place.write("notes: [\n")
    place.pass_time()

    assert place.ask().note is not None
    assert len(place.told()) == 1
    assert place.told()[0].startswith("notes.yaml:2 ! not valid YAML: ")
    assert place.told()[0].endswith(" (what it held before stays in use)")


def test_a_file_of_notes_that_is_broken_from_the_start_leaves_the_texts(place: Place) -> None:
    place.write("anteckningar: []\n")
    place.start()

    assert place.told() == ["notes.yaml:0 ! 'anteckningar' is not a setting; known: notes"]
    assert place.ask("Vem beslutar om kajplatser?").status is Status.ANSWERED


# Adding one.


def add(folder: Path, questions: Sequence[str] = ("Vem beslutar om resebidrag?",), **fields: str) -> str:
    told = {"answer": "Chefen.", "source": "rutinen", "owner": "staben", "valid_until": LATER}
    return add_note(folder, questions=questions, **{**told, **fields})


def test_a_note_that_is_added_is_shown(place: Place) -> None:
    place.start()
    name = add(place.folder, answer='Chefen: "ja" # nej\n- punkt', owner="a: b", source="#1", answer_en="The boss.")
    place.pass_time()

    assert place.ask().note is not None
    assert place.ask().text.split("\n")[:4] == [
        f"Anteckning från a: b, gäller t.o.m. {LATER} – inte texternas egna ord:",
        '  Chefen: "ja" # nej',
        "  - punkt",
        "  Källa: #1",
    ]
    assert (name, place.told()) == ("beslutar-resebidrag", [])


def test_a_new_file_of_notes_explains_itself_as_the_one_that_comes_with_the_bot(place: Place, config: Config) -> None:
    add(place.folder)

    made = (place.folder / "notes.yaml").read_text(encoding="utf-8")

    shipped = (config.knowledge / "notes.yaml").read_text(encoding="utf-8")
    assert made.startswith(shipped)
    assert shipped.endswith("\nnotes:\n")


def test_each_note_that_is_added_has_an_id_of_its_own_and_leaves_the_others_as_they_are(place: Place) -> None:
    before = FILE.format(until=LATER).replace("id: resor", "id: beslutar-fest") + "  # the last word\n"
    place.write(before)

    names = [add(place.folder, [f"Vem beslutar om fest{end}?"]) for end in ("", " i staden", "ens slut")]

    assert names == ["beslutar-fest-2", "beslutar-fest-3", "beslutar-festens"]
    assert (place.folder / "notes.yaml").read_text(encoding="utf-8").startswith(before)
    place.start()
    assert [entry.id for entry in place.kept.engine.library.notes] == ["beslutar-fest", *names]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"answer": " "}, "a note needs answer, which is empty"),
        ({"owner": ""}, "a note needs owner, which is empty"),
        ({"source": "\u200b"}, "a note needs source, which is empty"),
        ({"valid_until": "i morgon"}, "valid_until is i morgon; write a date such as 2024-03-18"),
        ({"valid_until": day(-1)}, "which has passed; accepted: a day to come"),
        ({"valid_from": day(500)}, f"valid from {day(500)} but only through"),
        ({"answer": "a" * 1501}, "answer has 1501 characters; at most 1500"),
    ],
)
def test_a_note_that_could_not_be_shown_is_not_added(fields: dict[str, str], fault: str, place: Place) -> None:
    with pytest.raises(Exception, match=fault):
        add(place.folder, **fields)

    assert not (place.folder / "notes.yaml").exists()


def test_a_question_has_one_note(place: Place) -> None:
    add(place.folder)

    with pytest.raises(Exception, match="the note 'beslutar-resebidrag' answers 'vem beslutar om resebidrag' already"):
        add(place.folder, ["Vem betalar?", "vem beslutar om  Resebidrag"])


# The command line.


@pytest.mark.slow
def test_notes_are_listed_with_what_they_wait_for(place: Place) -> None:
    empty = run_bot("note", "list", "--knowledge", place.folder).stdout
    place.write(f"notes:\n- {{id: a, questions: [Vem?], answer: A, valid_from: {day(1)}}}\n")
    listed = run_bot("note", "list", "--knowledge", place.folder)

    assert empty == f"Inga anteckningar i {place.folder / 'notes.yaml'}.\n"
    assert listed.stdout.split("\n")[0] == f"a (utan angiven ansvarig, gäller från {day(1)})"
    assert listed.stderr.count("notes.yaml:2: anteckningen a saknar ") == 3


def test_a_note_is_added_listed_and_asked_for_from_the_command_line(place: Place) -> None:
    place.write(FILE.format(until=day(-1)).replace("resebidrag", "fest"))
    added = run_bot(
        "note", "add", "--knowledge", place.folder, "--question", "Vem beslutar om resebidrag?", "--question",
        "Who decides on travel grants?", "--answer", "Chefen.", "--source", "rutinen", "--owner", "staben", "--valid-until", LATER,
    )  # fmt: skip
    listed = run_bot("note", "list", "--knowledge", place.folder)
    asked = json.loads(run_bot("ask", "--json", "--knowledge", place.folder, "vem bestämmer om resebidrag").stdout)
    explained = run_bot("explain", "--knowledge", place.folder, "vem bestämmer om resebidrag").stdout

    assert (added.returncode, added.stdout) == (
        0,
        f"Anteckningen beslutar-resebidrag finns nu i {place.folder / 'notes.yaml'}.\n",
    )
    assert listed.stdout.split("\n") == [
        f"resor (från staben, gällde t.o.m. {day(-1)}, visas inte)",
        "  ? Vem beslutar om fest?",
        "  Chefen.",
        f"beslutar-resebidrag (från staben, gäller t.o.m. {LATER})",
        "  ? Vem beslutar om resebidrag?",
        "  ? Who decides on travel grants?",
        "  Chefen.",
        "",
    ]
    assert listed.stderr.startswith("notes.yaml:3: anteckningen resor gällde t.o.m.")
    assert asked["note"] == {
        "id": "beslutar-resebidrag", "text": "Chefen.", "source": "rutinen", "owner": "staben", "valid_until": LATER,
    }  # fmt: skip
    assert (asked["status"], asked["decisions"], asked["notes"]) == ("not_found", [], ["note"])
    assert explained.endswith("note: beslutar-resebidrag\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("note",),
        ("note", "add", "--question", "x"),
        ("note", "list", "--knowledge", "nowhere"),
        (
            "note",
            "add",
            "--question",
            "x",
            "--answer",
            "x",
            "--source",
            "x",
            "--owner",
            "x",
            "--valid-until",
            "x",
        ),
    ],
)
def test_a_note_wrongly_told_is_one_line_and_exit_code_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("knowledge: .\n", encoding="utf-8")

    done = run_bot(*arguments, env={"BOT_CONFIG": str(tmp_path / "config.yaml")})

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr.splitlines()[-1]
    assert not (tmp_path / "notes.yaml").exists()
