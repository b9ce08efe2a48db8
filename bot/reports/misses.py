"""Why a question is not answered as it should be, in plain words out of what the engine considered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.engine import Considered, Engine
from bot.models import Answer, Passage, Statement, Status
from bot.phrasebook import Phrasebook, place
from bot.reports.evaluation import Result, fits, is_body, told_by
from bot.reports.questions import Expected, Question

_QUOTED = 90  # characters of a passage


def tell_expected(question: Question, book: Phrasebook) -> str:
    """What must be answered, on one line."""
    if question.silence:
        return book.say("eval.silence")
    return book.say("eval.and").join(_expected(one, book) for one in question.expected)


def tell_answer(answer: Answer, book: Phrasebook) -> str:
    """What is answered, on one line: what is asserted first, and how much there is besides."""
    parts = [book.say("eval.by_note", id=answer.note.id)] if answer.note else []
    told = told_by(answer)
    if told:
        statement, passage = told[0]
        first = tell_statement(statement, book) if statement else tell_passage(passage, book)
        parts.append(book.say("eval.got_more", told=first, count=len(told) - 1) if len(told) > 1 else first)
    elif not parts:
        parts.append(book.say("eval.got_help" if answer.status is Status.HELP else "eval.got_nothing"))
    return book.say("eval.and").join(parts)


def tell_statement(statement: Statement, book: Phrasebook) -> str:
    """A statement on one line, with its place."""
    line = book.say(
        "headline_negative" if statement.negative else "headline",
        actor=statement.actor.name if statement.actor else book.say("review.nobody_named"),
        role=book.of("roles", statement.told_as),
        matter=_short(statement.matter),
    )
    return f"{line} ({_place(statement.passage, book)})"


def tell_passage(passage: Passage, book: Phrasebook) -> str:
    """A passage on one line, with its place."""
    return f"”{_short(passage.text)}” ({_place(passage, book)})"


def explain_miss(result: Result, engine: Engine, book: Phrasebook) -> list[str]:
    """Sentences on why `result`, which is not met, came about."""
    question, answer = result.question, result.answer
    considered = engine.consider(question.question, question.thread)
    reasons = [*_of_notes(question, answer, engine, book)]
    if answer.status is Status.HELP:
        return [*reasons, book.say("eval.about_bot")]
    if question.silence:
        return [*reasons, *_of_words(answer, book)]
    for expected in question.expected:
        if expected.of_texts and not any(fits(expected, one, engine.directory) for one in told_by(answer)[:1]):
            reasons += _of_texts(expected, answer, considered, engine, book)
    if "role_mismatch" in answer.notes and answer.asked:
        reasons.append(book.say("eval.mismatch", asked=book.of("asked", answer.asked)))
    if any(one.yes_no for one in question.expected) and answer.opening:
        reasons.append(book.say("eval.opens", said=answer.opening[0]))
    if answer.unknown_words:
        reasons.append(book.say("eval.words_not_found", words=_words(answer.unknown_words)))
    if answer.status is Status.NOT_FOUND and answer.passages:
        reasons.append(book.say("eval.nearest", told=tell_passage(answer.passages[0].passage, book)))
    return list(dict.fromkeys(reasons)) or [book.say("eval.not_led")]


def _of_notes(question: Question, answer: Answer, engine: Engine, book: Phrasebook) -> Iterator[str]:
    wanted = [one.note for one in question.expected if one.note]
    if answer.note and answer.note.id not in wanted and (wanted or question.silence):
        yield book.say("eval.note_shown", id=answer.note.id)
    for name in wanted:
        if name not in {entry.id for entry in engine.library.notes}:
            yield book.say("eval.note_missing", id=name)
        elif answer.note is None:
            yield book.say("eval.note_of_other", id=name)


def _of_words(answer: Answer, book: Phrasebook) -> Iterator[str]:
    """For an answer where there should be none: as what the words of the question were found."""
    found = [book.say("eval.pair", asked=one.asked, found=one.found) for one in answer.matches if one.found]
    if told_by(answer) and found:
        yield book.say("eval.matched", pairs=", ".join(found))


def _of_texts(
    expected: Expected, answer: Answer, considered: Considered, engine: Engine, book: Phrasebook
) -> Iterator[str]:  # fmt: skip
    """What became of what is expected of the texts."""
    directory = engine.directory
    passages = _each_heading_once(engine) if not expected.quote else _all_passages(engine)
    if expected.file and not any(document.file == expected.file for document in engine.library.documents):
        yield book.say("eval.no_file", file=expected.file)
        return
    if expected.section and not any(fits(Expected(section=expected.section), (None, p), directory) for p in passages):
        yield book.say("eval.no_section", section=expected.section)
        return
    if expected.quote and not any(fits(Expected(quote=expected.quote), (None, p), directory) for p in passages):
        yield book.say("eval.no_quote", quote=expected.quote)
        return
    if not expected.body:
        yield from _instead(expected, answer, book)
        return
    each_body_once = {statement.actor: statement for statement in engine.statements}.values()
    if not any(is_body(expected.body, statement, directory) for statement in each_body_once):
        yield book.say("eval.body_never", body=expected.body)
        return
    if any(fits(expected, one, directory) for one in told_by(answer)[1:]):
        yield book.say("eval.not_first", body=expected.body)
        return
    near = [
        one
        for one in considered.statements
        if fits(expected, (one.statement, one.statement.passage), directory, role=False)
    ]
    if not near:
        yield book.say("eval.body_elsewhere", body=expected.body)
        return
    best = next((one for one in near if not expected.role or one.statement.role is expected.role), near[0])
    told = tell_statement(best.statement, book)
    if best.coverage.missing:
        yield book.say("eval.lacks", told=told, words=_words([topic.text for topic in best.coverage.missing]))
    elif not best.role_fits or (expected.role and best.statement.role is not expected.role):
        yield book.say("eval.other_role", told=told)
    else:
        yield book.say("eval.left_out", told=told)


def _all_passages(engine: Engine) -> list[Passage]:
    return [passage for document in engine.library.documents for passage in document.passages]


def _each_heading_once(engine: Engine) -> list[Passage]:
    return list({passage.citation.section: passage for passage in _all_passages(engine)}.values())


def _instead(expected: Expected, answer: Answer, book: Phrasebook) -> Iterator[str]:
    """In what the thing told first differs from what is expected without a body."""
    for statement, passage in told_by(answer)[:1]:
        if expected.role and (statement is None or statement.role is not expected.role):
            yield book.say("eval.other_role", told=tell_statement(statement, book) if statement else book.say("fact"))
        elif passage.citation.section:
            yield book.say("eval.stands_under", section=passage.citation.section, file=passage.citation.file)


def _expected(expected: Expected, book: Phrasebook) -> str:
    parts = [expected.body]
    if expected.role:
        parts.append(book.of("roles", expected.role))
    if expected.yes_no:
        parts.append(book.say("eval.by_word", word=book.say(expected.yes_no)))
    parts += [
        book.say(f"eval.by_{name}", **{"id" if name == "note" else name: getattr(expected, name)})
        for name in ("quote", "section", "file", "note")
        if getattr(expected, name)
    ]
    return ", ".join(part for part in parts if part)


def _words(found: Sequence[str]) -> str:
    return ", ".join(f"”{word}”" for word in dict.fromkeys(found))


def _place(passage: Passage, book: Phrasebook) -> str:
    return " ".join(part for part in (passage.citation.file, place(passage.citation, book)) if part)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1].rsplit(" ", 1)[0] + " …"
