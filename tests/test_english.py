"""English questions over Swedish texts: the word list by its rules, and what it lets somebody ask."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bot.answering.understand import detect_language
from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from bot.language.dictionary import is_word
from bot.language.english import english_entries, english_form, load_english
from bot.language.lexicon import load_yaml
from bot.language.thesaurus import light_words, load_tables
from bot.language.words import words
from bot.models import Status
from bot.yamlfile import as_mapping, as_words
from tests.asking import first
from tests.conftest import ROOT

FEWEST = 2_500
RULES = """Ansvar

Nämnden beslutar om placering av elever i kommunens skolor.
Kommunstyrelsen beslutar om bidrag till föreningar.
Fastighetschefen beslutar om hyresavtal för högst tre år.
Personalchefen beslutar om förmåner för chefer.
Hamnchefen beslutar om tillstånd till dykning inomhus.
Planchefen beslutar om bostadsförsörjningen.
Trafikchefen beslutar om parkering på torget.
Parkchefen beslutar om skötseln av stadsparken.
Rektor beslutar om lokaler i skolan.
Upphandlingschefen beslutar om försäljning av fordon.
Kommundirektören är personuppgiftsansvarig för registret.
Kommunikationsenheten på kontoret har utarbetat ett förslag till kommunikationsplan.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "a.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@cache
def spelt(word: str, deep: int = 0) -> bool:
    """Whether a word is a Swedish one, or a compound of such, or a noun made of a verb."""
    if is_word(word, "sv") or (word.endswith("ning") and is_word(f"{word[:-4]}a", "sv")):
        return True
    if deep > 2:
        return False
    for at in range(2, len(word) - 2):
        before, last = word[:at], word[at:]
        if not spelt(last, deep + 1):
            continue
        for joint in ("", "s"):
            modifier = before.removesuffix(joint)
            if modifier + joint == before and len(modifier) > 1:
                forms = (modifier, f"{modifier}a", f"{modifier}e", f"{modifier}r")
                if any(is_word(form, "sv") for form in forms) or (len(modifier) > 3 and spelt(modifier, deep + 1)):
                    return True
    return False


def test_the_list_is_long() -> None:
    assert len(english_entries()) >= FEWEST


def test_every_swedish_word_of_the_list_is_one() -> None:
    parts = {
        part
        for swedish in english_entries().values()
        for phrase in swedish
        for word in phrase.split()
        for part in word.split("-")
    }
    assert not [part for part in sorted(parts) if part and not part[0].isupper() and not spelt(part)]


def test_no_english_word_stands_in_the_list_twice() -> None:
    seen: dict[tuple[str, ...], str] = {}
    subjects = as_mapping(load_yaml("english.yaml")["words"], "words")
    phrases = [phrase for name, node in subjects.items() for phrase in as_mapping(node, name)]
    twice = [p for p in phrases if seen.setdefault(tuple(map(english_form, words(p))), p) != p]
    assert not twice
    assert len(phrases) == len(set(phrases))


def test_no_entry_asks_for_a_role_or_is_a_small_word() -> None:
    roles = as_mapping(load_yaml("asked_roles.yaml")["roles"], "roles")
    asking = {tuple(words(p)) for name, node in roles.items() for p in as_words(as_mapping(node, name)["en"], name)}
    assert not [phrase for phrase in english_entries() if tuple(words(phrase)) in asking or phrase in light_words()]


def test_every_entry_is_plain_lower_case_english_and_says_something_in_swedish() -> None:
    for phrase, swedish in english_entries().items():
        assert re.fullmatch(r"[a-z0-9é' -]+", phrase), phrase
        assert swedish, phrase
        assert len(set(swedish)) == len(swedish), phrase


def test_a_word_that_is_swedish_too_leaves_the_language_as_it_was() -> None:
    known = load_tables("en").vocabulary
    alike = [one for one in english_entries() if " " not in one and one not in known and is_word(one, "sv")]
    assert len(alike) > 20  # "park", "hall", "kiosk"
    assert {detect_language([word], "sv") for word in alike} == {"sv"}


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Who decides on the upkeep of the harbors?", "Hamnnämnden"),
        ("who is responsible for lighthouses", "Hamnnämnden"),
        ("Who decides about winter storage of leisure boats?", "Hamnnämnden"),
        ("Who decides on the temporary closure of the harbour entrance?", "Hamnnämnden"),
        ("Who sets the school year dates?", "Bildningsnämnden"),
        ("Who decides on guarantees for loans?", "Kommunfullmäktige"),
        ("Who decides on lending school premises to clubs?", "Rektorn"),
        ("Who can terminate a contract?", "Förvaltningschefen"),
        ("who decides on temporary anchorages", "Hamnchefen"),
    ],
)
def test_a_harbour_town_is_asked_in_english(norrvik: Engine, question: str, body: str) -> None:
    assert first(norrvik, question) == body


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Who decides on the placement of liquid assets?", "Finanscontrollern"),
        ("who decides on hunting rights and leases", "Skogsförvaltaren"),
        ("Who decides on the names of squares?", "Namnberedningen"),
        ("who approves opening an account in social media", "Förvaltningschefen"),
        ("who decides on industrial action", "Kommunstyrelsen"),
        ("Who is responsible for the provision of housing?", "Kommunstyrelsen"),
        ("Who decides on exceptions from live broadcasting?", "Kommunfullmäktiges presidium"),
        ("who signs the rental contract for the trainee place in Brussels", "Administrativa chefen"),
        ("Who decides if my secondary occupation is prohibited?", "HR-chefen"),
    ],
)
def test_an_inland_town_is_asked_in_english(stensunda: Engine, question: str, body: str) -> None:
    assert first(stensunda, question) == body


@pytest.mark.parametrize(
    "question",
    [
        "Who decides on playground equipment?",
        "Who approves building permits?",
        "Who decides on the sale of shares?",
        "Can the executive board sell shares?",
        "Who decides on dog parks?",
        "Who decides on fishing licences?",
        "Who decides on swimming pool fees?",
        "who decides on the purchase of a ship",
        "Who is allowed to rent out camping sites?",
    ],
)
def test_what_the_texts_do_not_settle_is_not_told_in_english(stensunda: Engine, question: str) -> None:
    assert stensunda.ask(question).status is not Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Who decides on allowances for associations?", "Kommunstyrelsen"),  # no word for allowing
        ("Who decides on grants?", "Kommunstyrelsen"),
        ("Who decides on the supply of housing?", "Planchefen"),  # housing supply
        ("Who decides on perks for managers?", "Personalchefen"),
        ("Who decides on school premises?", "Rektorn"),  # "lokaler i skolan"
        ("Who decides on the sale of vehicles?", "Upphandlingschefen"),
        ("Who decides on parking?", "Trafikchefen"),  # and not on parks
        ("Which department wrote the proposal?", "Kommunikationsenheten"),  # no word for proposing
    ],
)
def test_words_are_taken_for_what_they_mean_where_they_stand(rules: Engine, question: str, body: str) -> None:
    assert first(rules, question) == body


@pytest.mark.parametrize(
    "question",
    [
        "Who decides on the elevator?",  # "elev" is a pupil
        "Who decides on trees?",  # "tre" is a number
        "Who decides on the driver?",  # "förare" and "för" are one by their endings
        "Who decides on a building permit?",  # a permit for something within a house
        "Who decides on extending a lease for ten years?",
    ],
)
def test_letters_that_look_like_swedish_ones_answer_nothing(rules: Engine, question: str) -> None:
    assert not rules.ask(question).decisions


def test_a_longer_phrase_goes_before_a_shorter_one_that_is_turned_about() -> None:
    found = load_english().match(["Ministry", "for", "Foreign", "Affairs"], 0)
    assert found is not None
    assert found.length == 4
