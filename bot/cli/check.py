"""`check`: the texts as they were read, and what a reviewer would ask about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.cli.loading import progress_bar
from bot.config import Config
from bot.fresh import NOTES, load_engine
from bot.phrasebook import phrasebook
from bot.reports.eval_report import question_problems
from bot.reports.note_faults import find_note_faults
from bot.reports.questions import QUESTIONS
from bot.reports.review import as_json, as_text, review


def run_check(config: Config, knowledge: Path | None, *, form: str, language: str, statements: bool) -> int:
    """Print the texts, what is wrong with them and what is worth a look. Returns 1 if something is wrong.

    The questions of questions.yaml are asked, too: one that is not answered as it should be is something wrong.
    """
    with progress_bar(config) as progress:
        engine = load_engine(config, knowledge, progress=progress)
    book = phrasebook(language or config.answers.language)
    missed, results = question_problems(engine, (knowledge or config.knowledge) / QUESTIONS, book)
    library = engine.library
    library = replace(library, problems=(*library.problems, *find_note_faults(engine, NOTES), *missed))
    findings = review(library)
    if form == "json":
        print(as_json(library, findings, book), end="")
    else:
        print(as_text(library, findings, book, statements=statements), end="")
        if results:
            print(book.say("eval.sum", right=sum(one.met for one in results), all=len(results)))
    return int(any(problem.severe for problem in library.problems))
