"""The chat in the terminal: the same engine as in Slack, with line editing, history and a thread."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cli.loading import keep_engine
from bot.config import Config
from bot.engine import Engine
from bot.fresh import watch
from bot.models import Answer, Status
from bot.phrasebook import phrasebook

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def run_chat(config: Config, knowledge: Path | None, *, missing: Sequence[str]) -> int:
    """Answer line by line until `:avsluta` or the end of input. `missing` are the variables that would join Slack.

    The number of a question that the answer before offered asks it.
    """
    kept = keep_engine(config, knowledge)
    watch(kept, lambda _: None)
    engine = kept.engine
    book = phrasebook(config.answers.language)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if interactive:
        print(book.say("chat_welcome", documents=len(engine.library.documents), statements=len(engine.statements)))
        print(_styled(book.say("chat_slack", variables=", ".join(missing)), _DIM))
    thread: list[str] = []
    offered: tuple[str, ...] = ()
    for line in _lines(book.say("chat_prompt") if interactive else ""):
        question = line.strip()
        if not question:
            continue
        if question in book.words("chat_leave"):
            break
        if question in book.words("chat_help"):
            question = book.words("chat_help_question")[0]
        if question in book.words("chat_new"):
            thread.clear()
            offered = ()
            continue
        if question.rstrip(".").isdecimal() and 0 < int(question.rstrip(".")) <= len(offered):
            question = offered[int(question.rstrip(".")) - 1]
            print(_styled(_wrapped(question), _DIM))
        answer = _answer(kept.engine, question, thread)
        offered = answer.suggestions
        if answer.status is not Status.HELP:
            thread.append(question)
    return 0


def _answer(engine: Engine, question: str, thread: Sequence[str]) -> Answer:
    """Print one answer and return it."""
    answer = engine.ask(question, thread)
    first, *rest = answer.text.split("\n")
    print(_styled(_wrapped(first), _BOLD))
    for line in rest:
        print(_wrapped(line))
    print(flush=True)
    return answer


def _lines(prompt: str) -> Iterator[str]:
    if not prompt:
        yield from sys.stdin
        return
    with contextlib.suppress(ImportError):  # not on every system; without it the chat only lacks editing
        import readline

        readline.set_history_length(500)
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print()
            return


def _wrapped(line: str) -> str:
    """`line` broken between words at the width of the terminal; as it is where output is no terminal."""
    if not sys.stdout.isatty():
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    width = max(40, shutil.get_terminal_size().columns)
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _styled(text: str, style: str) -> str:
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return f"{style}{text}{_PLAIN}" if colours else text
