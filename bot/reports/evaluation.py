"""Questions with what must be answered, asked: which are answered so, and which are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engine import Engine
from bot.language.bodies import Directory
from bot.language.words import fold, tokenise, words
from bot.models import Answer, Passage, Statement, Status
from bot.phrasebook import phrasebook
from bot.reports.questions import Expected, Question

Told = tuple[Statement | None, Passage]  # what an answer asserts: a statement, or a passage alone


@dataclass(frozen=True, slots=True)
class Result:
    """A question, the answer to it, and whether that is what must be answered."""

    question: Question
    answer: Answer
    met: bool


def evaluate(engine: Engine, questions: Sequence[Question]) -> list[Result]:
    """Ask them all, each by itself."""
    results = []
    for question in questions:
        answer = engine.ask(question.question, question.thread)
        results.append(Result(question, answer, is_met(question, answer, engine.directory)))
    return results


def is_met(question: Question, answer: Answer, directory: Directory) -> bool:
    """Whether `answer` is what must be answered: all that is expected is told, and what is told first is among it."""
    if question.silence:
        return answer.status is Status.NOT_FOUND and answer.note is None
    if not all(holds_beside(expected, answer) for expected in question.expected):
        return False
    of_texts = [expected for expected in question.expected if expected.of_texts]
    told = told_by(answer)
    if not of_texts:
        return True
    return (
        bool(told)
        and any(fits(expected, told[0], directory) for expected in of_texts)
        and all(any(fits(expected, one, directory) for one in told) for expected in of_texts)
    )


def holds_beside(expected: Expected, answer: Answer) -> bool:
    """Whether what is expected beside the texts' words holds: the note, yes or no, and the role that was asked for."""
    if expected.note and (answer.note is None or answer.note.id != expected.note):
        return False
    if expected.yes_no:
        book = phrasebook(answer.language)
        if book.say("yes_no", word=book.say(expected.yes_no)) not in answer.opening:
            return False
    return not (expected.body and expected.role is None and "role_mismatch" in answer.notes)


def told_by(answer: Answer) -> list[Told]:
    """What an answer asserts, best first; the nearest text of a silent one is not asserted."""
    if answer.status is Status.PASSAGES:
        return [(None, found.passage) for found in answer.passages]
    return [(decision.statement, decision.statement.passage) for decision in answer.decisions]


def fits(expected: Expected, told: Told, directory: Directory, *, role: bool = True) -> bool:
    """Whether what is told is what is expected of the texts; without `role` in whatever role."""
    statement, passage = told
    if expected.body and not (statement and is_body(expected.body, statement, directory)):
        return False
    if role and expected.role and not (statement and statement.role is expected.role):
        return False
    if expected.file and passage.citation.file != expected.file:
        return False
    return _folded(expected.section) in _folded(passage.citation.section) and _folded(expected.quote) in _folded(
        f"{passage.lead_in} {passage.text}"
    )


def is_body(name: str, statement: Statement, directory: Directory) -> bool:
    """Whether the body of a statement is the one called `name`, or one of several that it is said of."""
    if statement.actor is None:
        return False
    keys = {key for one in directory.find(tokenise(name)) for key in one.mention.keys}
    return (bool(keys) and keys <= set(statement.actor.keys)) or words(name) == words(statement.actor.name)


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in words(text))
