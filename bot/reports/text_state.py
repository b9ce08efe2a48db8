"""The state of the texts in a few lines: how many there are in which standing, and what is wrong with them or soon will be."""

from __future__ import annotations

from collections import Counter

from bot.engine import Library
from bot.models import Standing
from bot.phrasebook import Phrasebook, tell

_DUE = ("note_soon_overdue",)  # problems that are told of although nothing is wrong yet


def tell_texts(library: Library, book: Phrasebook, *, most: int) -> list[str]:
    """The lines, of which at most `most` are about single texts."""
    counted = Counter(document.info.standing for document in library.documents)
    standings = [_standing(standing, counted[standing], book) for standing in Standing if counted[standing]]
    lines = [book.say("digest.texts_count", count=len(library.documents), standings=", ".join(standings))]
    wrong = [problem for problem in library.problems if problem.severe or problem.code in _DUE]
    lines += [book.say("digest.texts_problem", file=one.file, told=tell(one, book)) for one in wrong[:most]]
    if len(wrong) > most:
        lines.append(book.say("digest.texts_more", count=len(wrong) - most))
    return lines if wrong else [*lines, book.say("digest.texts_fine")]


def _standing(standing: Standing, count: int, book: Phrasebook) -> str:
    named = book.of("standings", standing) or book.say("digest.no_standing")
    return book.say("digest.texts_standing", count=count, standing=named)
