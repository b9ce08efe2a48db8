"""Texts change while the bot runs: what changed is read, the rest stays, and nothing that is broken takes away an answer."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import weakref
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.errors import UserError
from bot.fresh import QUIET, KeptEngine, load_engine
from bot.ingest import folder as reading
from bot.models import Status
from bot.phrasebook import phrasebook, tell
from tests.conftest import NORRVIK, ROOT, STENSUNDA
from tests.local_slack import own_config, wait_for
from tests.word_files import paragraph, word_file

QUESTION = "Vem beslutar om kajplatser?"
HARBOUR = "Ansvar\n\nHamnnämnden beslutar om kajplatser.\n"


class Place:
    """A knowledge folder with an engine over it, and a clock of its own."""

    def __init__(self, path: Path, config: Config) -> None:
        self.path, self.now = path, 100.0
        (path / "texts").mkdir()
        self.config = replace(config, knowledge=path / "texts", state=path / "state")
        self.write("a.txt", HARBOUR)
        self.write("b.txt", "Ansvar\n\nTekniska nämnden ansvarar för gatubelysningen.\n")
        self.kept = KeptEngine(self.config)

    def write(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (self.path / "texts" / name).write_bytes(data)

    def pass_time(self, seconds: float = QUIET) -> bool:
        """Look, let time pass without a change, and look again."""
        looked = self.kept.refresh(self.now)
        self.now += seconds
        return self.kept.refresh(self.now) or looked

    def decider(self, question: str = QUESTION) -> str:
        decisions = self.kept.engine.ask(question).decisions
        return decisions[0].statement.actor.name if decisions and decisions[0].statement.actor else ""

    def told(self) -> list[str]:
        return [f"{p.file}: {tell(p, phrasebook('en'))}" for p in self.kept.engine.library.problems if p.severe]


@pytest.fixture
def place(tmp_path: Path, config: Config) -> Place:
    return Place(tmp_path, config)


def test_a_changed_text_is_answered_from_once_it_has_been_quiet(place: Place) -> None:
    place.write("a.txt", HARBOUR.replace("Hamnnämnden", "Kommunstyrelsen"))

    assert not place.pass_time(QUIET / 2)
    assert place.decider() == "Hamnnämnden"
    assert place.pass_time(QUIET / 2)
    assert place.decider() == "Kommunstyrelsen"
    assert not place.pass_time()


def test_a_text_that_is_still_being_written_is_waited_for(place: Place) -> None:
    for _ in range(5):
        place.write("a.txt", (place.path / "texts" / "a.txt").read_bytes() + b"\nMer text.\n")
        assert not place.pass_time(QUIET * 0.9)

    assert place.pass_time(QUIET)


def test_new_and_removed_texts_come_and_go(place: Place) -> None:
    place.write("sub.md", "# Ansvar\n\nMiljönämnden beslutar om badplatser.\n")
    (place.path / "texts" / "a.txt").unlink()
    place.pass_time()

    assert place.decider("Vem beslutar om badplatser?") == "Miljönämnden"
    assert place.kept.engine.ask(QUESTION).status is Status.NOT_FOUND


@pytest.mark.parametrize("broken", [b"", b"\x00\x01", b"\x81\x8d\x8f"])
def test_a_broken_text_leaves_the_old_one_in_use_is_told_and_heals(place: Place, broken: bytes) -> None:
    place.write("a.txt", broken)
    place.pass_time()

    assert place.decider() == "Hamnnämnden"
    assert len(place.told()) == 1
    assert place.told()[0].startswith("a.txt: ")
    assert place.told()[0].endswith("(what it held before stays in use)")

    place.write("a.txt", HARBOUR.replace("Hamnnämnden", "Kommunstyrelsen"))
    place.pass_time()

    assert place.decider() == "Kommunstyrelsen"
    assert place.told() == []


@pytest.mark.parametrize("name", ["actors.yaml", "documents.yaml"])
def test_broken_yaml_leaves_everything_as_it_was_is_told_and_heals(place: Place, name: str) -> None:
    place.write(name, "{[\n")
    place.write("a.txt", HARBOUR.replace("Hamnnämnden", "Kommunstyrelsen"))
    place.pass_time()

    assert place.decider() == "Hamnnämnden"
    assert name in place.told()[0]

    (place.path / "texts" / name).unlink()
    place.pass_time()

    assert place.decider() == "Kommunstyrelsen"
    assert place.told() == []


def test_a_new_alias_is_known_in_every_text(place: Place) -> None:
    place.write("actors.yaml", "actors:\n- {name: Hamnnämnden, aliases: [kajrådet]}\n")
    place.pass_time()

    answer = place.kept.engine.ask("Vad beslutar kajrådet om?")
    assert [d.statement.matter for d in answer.decisions] == ["kajplatser"]


def test_a_description_changes_its_own_text(place: Place) -> None:
    untouched = place.kept.engine.library.documents[1]
    place.write("documents.yaml", "documents:\n  a.txt: {standing: proposal}\n")
    place.pass_time()

    assert place.kept.engine.ask(QUESTION).notes == ("proposal",)
    assert place.kept.engine.library.documents[1] is untouched


def test_a_folder_that_is_gone_for_a_while_takes_nothing_away(place: Place) -> None:
    shutil.move(place.path / "texts", place.path / "elsewhere")
    place.pass_time()

    assert place.decider() == "Hamnnämnden"
    assert "no such folder" in place.told()[0]

    shutil.move(place.path / "elsewhere", place.path / "texts")
    place.pass_time()
    assert place.told() == []


def test_what_was_read_before_is_not_read_again_at_the_next_start(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_reader(jobs: object, *_: object, **__: object) -> None:
        assert not jobs

    monkeypatch.setattr(reading, "read_jobs", no_reader)

    again = KeptEngine(place.config).engine

    assert again.library == place.kept.engine.library


def test_a_spoilt_cache_is_read_past(place: Place) -> None:
    for path in (place.path / "state" / "texts").iterdir():
        path.write_bytes(path.read_bytes()[:-9])

    assert KeptEngine(place.config).engine.library == place.kept.engine.library


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, config: Config) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")

    assert Place(tmp_path, config).decider() == "Hamnnämnden"


def test_a_first_start_with_wrong_yaml_is_refused(tmp_path: Path, config: Config) -> None:
    place = Place(tmp_path, config)
    place.write("actors.yaml", "actors: {}\n  - x\n")

    with pytest.raises(UserError, match=r"actors\.yaml"):
        KeptEngine(place.config)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_an_engine_that_followed_changes_answers_as_one_that_is_made_anew(
    seed: int, tmp_path: Path, config: Config
) -> None:
    chance = random.Random(seed)
    texts = [*sorted(NORRVIK.glob("*.*")), *sorted(STENSUNDA.glob("*.*")), *sorted((ROOT / "knowledge").glob("*.txt"))]
    texts = [path for path in texts if path.suffix != ".yaml"]
    place = Place(tmp_path, config)
    for _ in range(6):
        for _ in range(chance.randint(1, 3)):
            path = chance.choice(texts)
            here = tmp_path / "texts" / path.name
            if here.exists() and chance.random() < 0.5:
                here.unlink()
            else:
                lines = path.read_text(encoding="utf-8").splitlines()
                here.write_text("\n".join(lines[: chance.randint(10, len(lines))]), encoding="utf-8")
        place.pass_time()
    fresh = KeptEngine(place.config).engine

    questions = [
        "Vem beslutar om avtal?",
        "Vad ansvarar kommunstyrelsen för?",
        "Får nämnden köpa in resor?",
        "Vem godkänner tjänsteresor utomlands?",
    ]
    assert [place.kept.engine.ask(one) for one in questions] == [fresh.ask(one) for one in questions]
    assert _vocabulary(place.kept.engine) == _vocabulary(fresh)


def _vocabulary(engine: Engine) -> list[tuple[str, tuple[str, ...], float]]:
    known = engine._vocabulary
    return [(word, known.split(word), known.telling(word)) for word in sorted(known.surface)]


def test_a_bot_that_runs_answers_from_a_text_that_was_dropped_into_its_folder(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(HARBOUR, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "--knowledge", str(texts)]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "BOT_CONFIG": str(own_config(tmp_path))}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as chat:
        assert chat.stdin is not None and chat.stdout is not None

        def ask(question: str) -> str:
            chat.stdin.write(f"{question}\n")  # type: ignore[union-attr]
            chat.stdin.flush()  # type: ignore[union-attr]
            return "".join(iter(chat.stdout.readline, "\n"))  # type: ignore[union-attr]

        assert ask(QUESTION).startswith("Hamnnämnden")
        (texts / "badplatser.docx").write_bytes(word_file(paragraph("Miljönämnden beslutar om badplatser.")))
        wait_for(lambda: ask("Vem beslutar om badplatser?").startswith("Miljönämnden"))
        chat.stdin.close()
        assert chat.wait(timeout=10) == 0


def test_nothing_of_an_engine_that_was_asked_outlives_it(config: Config) -> None:
    engine = load_engine(config, NORRVIK)
    engine.ask("Får hamnnämnden besluta om kajplatser?")
    engine.ask("Who decides on the hamnnämnden's berths?")
    kept, directory = weakref.ref(engine), weakref.ref(engine.directory)
    del engine

    assert (kept(), directory()) == (None, None)
