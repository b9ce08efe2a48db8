"""contacts.yaml: who gets which question, and what is told of a file that is wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Config
from bot.engine import Engine
from bot.errors import UserError
from bot.fresh import KeptEngine, load_engine
from bot.ingest.contacts import read_contacts
from bot.models import Contact
from tests.conftest import ROOT

FILE = "remissvar-internationell-strategi.txt"
OTHER = """\
# Reglemente

## 1 § Hamnen

Hamnnämnden beslutar om kajplatser.

## 2 § Parker

Parknämnden beslutar om planteringar.
"""
CONTACTS = f"""
default: C0DEFAULT
documents:
  {FILE}: {{user: U0STRATEGIST, name: Strategen}}
actors:
  Hamnnämnden: {{email: hamn@example.se}}
  Nämnd: {{group: S0BOARDS, channel: C0BOARDS}}
channels:
  C01GEN: U0GENERAL
"""


def knowledge(tmp_path: Path, contacts: str) -> Path:
    folder = tmp_path / "knowledge"
    if not folder.exists():
        shutil.copytree(ROOT / "knowledge", folder)
        (folder / "reglemente.md").write_text(OTHER, encoding="utf-8")
    (folder / "contacts.yaml").write_text(contacts, encoding="utf-8")
    return folder


def engine(config: Config, tmp_path: Path, contacts: str = CONTACTS) -> Engine:
    return load_engine(config, knowledge(tmp_path, contacts))


@pytest.mark.parametrize(
    ("question", "channel", "contact"),
    [
        ("Vem beslutar om EU-projekt?", "", Contact("U0STRATEGIST", name="Strategen", rule=f"documents: {FILE}")),
        ("Vem beslutar om EU-projekt?", "C01GEN", Contact("U0GENERAL", rule="channels: C01GEN")),
        ("Vem beslutar om kajplatser?", "", Contact("hamn@example.se", rule="actors: Hamnnämnden")),
        ("Vem beslutar om planteringar?", "", Contact("C0BOARDS", group="S0BOARDS", rule="actors: Nämnd")),
        ("Vem beslutar om zebror?", "", Contact("C0DEFAULT", rule="default")),
    ],
)
def test_the_most_specific_contact_gets_the_question(
    config: Config, tmp_path: Path, question: str, channel: str, contact: Contact
) -> None:
    texts = engine(config, tmp_path)

    assert texts.library.problems == ()
    assert texts.contact(texts.ask(question), channel) == contact


def test_a_silent_answer_goes_to_the_document_that_is_nearest_only_where_there_is_no_other_contact(
    config: Config, tmp_path: Path
) -> None:
    texts = engine(config, tmp_path, f"documents: {{{FILE}: U0STRATEGIST}}\n")
    silent = texts.ask("Vem beslutar om zebror?")
    configured = replace(config, slack=replace(config.slack, contact="C02HELP"))

    assert [c.to for c in (texts.contact(silent),) if c] == ["U0STRATEGIST"]
    assert Engine(texts.library, configured).contact(silent) == Contact("C02HELP", rule="slack.contact")


def test_a_question_that_names_a_body_goes_to_its_contact_though_the_texts_are_silent(
    config: Config, tmp_path: Path
) -> None:
    texts = engine(config, tmp_path, "actors:\n  Kommunstyrelsen: U0OFFICE\n")

    contact = texts.contact(texts.ask("Får kommunstyrelsen besluta om zebror?"))

    assert contact is not None
    assert contact.to == "U0OFFICE"


def test_without_the_file_nobody_is_named(stockholm: Engine) -> None:
    assert stockholm.contact(stockholm.ask("Vem beslutar om EU-projekt?"), "C01GEN") is None


@pytest.mark.parametrize(
    ("contacts", "told"),
    [
        ("default: someone", "default is 'someone'; accepted: the id of a person or channel in Slack, or an e-mail"),
        ("default: S0614TZR7", "default is the user group 'S0614TZR7'; accepted: {group: S0614TZR7, channel: C…}"),
        ("default: {user: C024BE91L}", "default.user is 'C024BE91L'; accepted: the id of a person in Slack"),
        ("default: {email: a@b}", "default.email is 'a@b'; accepted: an e-mail address"),
        ("default: {group: S0614TZR7}", "default has group; accepted: a user, a channel, a group with the channel"),
        ("default: {name: Anna}", "default has nobody; accepted: a user, a channel"),
        ("default: {user: U024BE7LH, phone: '1'}", "default: 'phone' is not a setting; known: user, group"),
        ("channels: {general: U024BE7LH}", "channels.general is no channel id; accepted: the id of a channel"),
        ("persons: {}", "'persons' is not a setting; known: default, documents, actors, channels"),
        ("documents: [a]", "documents: should be keys with values, is a list"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(tmp_path: Path, contacts: str, told: str) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(contacts, encoding="utf-8")

    with pytest.raises(UserError) as error:
        read_contacts(path)

    assert str(error.value).removeprefix(f"{path}: ").startswith(told)


def test_a_contact_of_a_text_or_body_that_is_not_there_is_a_problem(config: Config, tmp_path: Path) -> None:
    texts = engine(config, tmp_path, "documents: {a.docx: U024BE7LH}\nactors: {Rymdnämnden: U024BE7LH}\n")

    assert [(p.file, p.code, p.values) for p in texts.library.problems] == [
        ("contacts.yaml", "contact_no_document", (("name", "a.docx"),)),
        ("contacts.yaml", "contact_no_actor", (("name", "Rymdnämnden"),)),
    ]


def test_contacts_change_while_the_bot_runs_and_a_broken_file_leaves_them_as_they_were(
    config: Config, tmp_path: Path
) -> None:
    folder = knowledge(tmp_path, "default: C0FIRST")
    kept = KeptEngine(config, folder)
    answer = kept.engine.ask("Vem beslutar om EU-projekt?")

    contacts = []
    for now, text in ((10, "default: C0SECOND"), (20, "default: [broken")):
        (folder / "contacts.yaml").write_text(text, encoding="utf-8")
        kept.refresh(now)
        assert kept.refresh(now + 3)
        contacts.append(kept.engine.contact(answer))

    assert contacts == [Contact("C0SECOND", rule="default")] * 2
    problem = kept.engine.library.problems[-1]
    assert (problem.file, problem.line, problem.severe, problem.kept) == ("contacts.yaml", 2, True, True)
