"""What is asked about lies just beside what a text settles: nothing is told, and the thing itself is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import read_config
from bot.engine import Engine
from bot.fresh import load_engine
from tests.asking import bodies
from tests.conftest import ROOT

RULES = """Regler

Näringslivschefen beslutar om medverkan i mässor utomlands.
Hamnchefen lämnar tillstånd till dykning inom hamnområdet.
Utanför slussen lämnar slussvakten tillstånd till fiske.
Kommunikationschefen godkänner affischer som trycks i mer än 500 exemplar.
Rektor beslutar om bidrag till skolan.
Nämnden beslutar om anmälan till rikstäckande idrottsliga tävlingar.
Nämnden beslutar om projekt.
Hamnchefen beslutar om båtplatser.
Stabschefen beslutar om kommunövergripande nätverk.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("near")
    (folder / "a.txt").write_text(RULES, encoding="utf-8")
    return load_engine(read_config(ROOT / "config.yaml"), folder)


@pytest.mark.parametrize(
    ("beside", "itself", "body"),
    [
        ("Vem beslutar om medverkan i en mässa i Malmö?", "Vem beslutar om medverkan i en mässa i Lyon?", "Näringslivschefen"),
        ("Vem lämnar tillstånd till dykning utanför hamnområdet?", "Vem lämnar tillstånd till dykning inom hamnområdet?", "Hamnchefen"),
        ("Vem godkänner en affisch i 300 exemplar?", "Vem godkänner en affisch i 800 exemplar?", "Kommunikationschefen"),
        ("Vem beslutar om namn på skolan?", "Vem beslutar om bidrag till skolan?", "Rektorn"),
        ("Vem beslutar om namnet på en skola?", "Vem beslutar om skolans bidrag?", "Rektorn"),
        ("Vem beslutar om anmälan till militära tävlingar?", "Vem beslutar om anmälan till idrottsliga tävlingar?", "Nämnden"),
        ("Who appoints the project manager?", "Who decides on the project?", "Nämnden"),
        ("Vem beslutar om nätverk som bara rör vår egen verksamhet?", "Vem beslutar om nätverk för hela kommunen?", "Stabschefen"),
        ("Vem är värd för båtplatserna?", "Vem beslutar om båtplatserna?", "Hamnchefen"),
        ("Vem beslutar om BTP?", "Vem beslutar om en båtplats?", "Hamnchefen"),  # letters in capitals are no misspelling
    ],
)  # fmt: skip
def test_what_lies_beside_is_not_told_and_the_thing_itself_is(
    rules: Engine, beside: str, itself: str, body: str
) -> None:
    assert bodies(rules, beside) == []
    assert bodies(rules, itself)[:1] == [body]
