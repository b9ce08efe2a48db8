"""The one door of the command line: arguments in, exit code out (0 done, 1 something found wrong, 2 wrong use)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from bot import __version__
from bot.cli.expected import add_expected, expected
from bot.cli.owners import add_owners, run_owners
from bot.cli.variables import TOKENS
from bot.config import Config, config_path, read_config
from bot.errors import UserError

_EVAL_ADD = "eval-add"
_EXAMPLES = """examples:
  python -m bot                                       the terminal chat (Slack, once its tokens are set)
  python -m bot ask "Vem beslutar om EU-projekt?"     one question
  python -m bot ask --json "Vad ansvarar KS för?"     the same as JSON, for programs
  python -m bot ask --json --batch questions.jsonl    many questions, one JSON object a line
  python -m bot check                                 what was read, and what is wrong or doubtful
  python -m bot diff old.docx new.docx                what changed in who decides what
  python -m bot demo                                  the bot in a local Slack, to try in a browser
  python -m bot explain "Vem beslutar om resor?"      what each step made of a question
  python -m bot manifest                              the app manifest, to paste into Slack
  python -m bot matrix --format html -o matrix.html   the whole table as a web page
  python -m bot matrix --format xlsx -o matrix.xlsx   the whole table of who decides what
  python -m bot eval                                  the questions of questions.yaml, and which are missed
  python -m bot note list                             your own short answers, and whether they are in force
  python -m bot gaps                                  what staff asked in vain, and what they marked wrong
  python -m bot status                                how the bot on this machine is
  python -m bot forget U024BE7LH                      what is kept about a person, deleted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A known error is one line on stderr, never a traceback."""
    parser = _parser()
    options = parser.parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
    try:
        return _run(options)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone ("| head")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    config = read_config(config_path())
    if options.command == "ask":
        from bot.cli.ask import run_ask, run_batch

        if options.batch is not None:
            return run_batch(config, options.knowledge, options.batch, as_json=options.json, question=options.question)
        return run_ask(config, options.knowledge, options.question, as_json=options.json)
    if options.command == "check":
        from bot.cli.check import run_check

        return run_check(
            config, options.knowledge, form=options.format, language=options.language, statements=options.statements
        )
    if options.command == "matrix":
        from bot.cli.matrix import run_matrix

        return run_matrix(
            config, options.knowledge, options.format, options.output, language=options.language, raci=options.raci
        )
    if options.command == "explain":
        from bot.cli.explain import run_explain

        return run_explain(config, options.knowledge, options.question)
    if options.command == "diff":
        from bot.cli.diff import run_diff

        return run_diff(
            config, options.old, options.new, form=options.format, language=options.language, everything=options.all,
            exit_code=options.exit_code,
        )  # fmt: skip
    if options.command == "forget":
        from bot.cli.forget import run_forget

        return run_forget(config, options.person, team=options.team, older_than=options.older_than)
    if options.command == "eval":
        from bot.cli.eval import run_eval

        return run_eval(config, options.knowledge, options.file, form=options.format, language=options.language)
    if options.command == _EVAL_ADD:
        from bot.cli.eval import run_eval_add

        return run_eval_add(
            config, options.knowledge, options.question, expect=expected(options), silence=options.silence, thread=options.thread,
            kind=options.kind, why=options.why, sure=options.yes,
        )  # fmt: skip
    if options.command == "note":
        from bot.cli.note import run_note_add, run_note_list

        if options.what == "list":
            return run_note_list(config, options.knowledge)
        return run_note_add(
            config, options.knowledge, questions=options.question, answer=options.answer, answer_en=options.answer_en,
            source=options.source, owner=options.owner, valid_until=options.valid_until, valid_from=options.valid_from,
        )  # fmt: skip
    if options.command == "manifest":
        from bot.cli.manifest import run_manifest

        return run_manifest(config, options.address)
    if options.command == "status":
        from bot.cli.status import run_status

        return run_status(config, options.knowledge, as_json=options.json)
    if options.command in ("gaps", "digest"):
        return run_owners(config, options)
    if options.command == "demo":
        from bot.cli.demo import run_demo

        return run_demo(config, options.knowledge, port=options.port)
    return _talk(config, options.knowledge)


def _joined(arguments: Sequence[str]) -> list[str]:
    """`arguments` with "eval add" as one word: `eval` takes a file there, and argparse tells no file from a command."""
    at = next((at for at, pair in enumerate(pairwise(arguments)) if pair == ("eval", "add")), None)
    return list(arguments) if at is None else [*arguments[:at], _EVAL_ADD, *arguments[at + 2 :]]


def _talk(config: Config, knowledge: Path | None) -> int:
    """Without a command: Slack where its tokens are set, else the chat."""
    missing = [name for name in TOKENS[config.slack.mode] if not os.environ.get(name)]
    if not missing:
        from bot.slack.app import run_slack

        return run_slack(config, knowledge)
    from bot.cli.chat import run_chat

    return run_chat(config, knowledge, missing=missing)


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--knowledge", type=Path, metavar="DIR", default=argparse.SUPPRESS,
        help="read the texts of DIR, with its own YAML, instead of the configured folder",
    )  # fmt: skip
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        parents=[shared],
        description="Answers who decides what, with the sentence that says so. Without a command: a chat in the terminal, "
        "or Slack when SLACK_BOT_TOKEN and SLACK_APP_TOKEN are set.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Vem beslutar {__version__}")
    parser.set_defaults(knowledge=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    ask = commands.add_parser("ask", parents=[shared], help="answer one question, or a file of questions")
    ask.add_argument("question", nargs="?", help="the question, in Swedish or English")
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    ask.add_argument(
        "--batch", type=Path, metavar="FILE.jsonl",
        help="read questions from FILE, a JSON object a line with id, question and perhaps thread (needs --json)",
    )  # fmt: skip
    check = commands.add_parser("check", parents=[shared], help="tell what was read, and what is wrong or doubtful")
    check.add_argument("--format", choices=("text", "json"), default="text", help="text unless given")
    check.add_argument(
        "--language", choices=("sv", "en"), default="", help="answers.language of the configuration unless given"
    )
    check.add_argument("--statements", action="store_true", help="list every statement that was read, too")
    matrix = commands.add_parser(
        "matrix", parents=[shared], help="print the whole table of who decides what, with sources"
    )
    matrix.add_argument("--format", choices=("md", "csv", "json", "xlsx", "html"), default="md", help="md unless given")
    matrix.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE (xlsx needs one)")
    matrix.add_argument(
        "--language", choices=("sv", "en"), default="", help="of the page's and the workbook's own words"
    )
    matrix.add_argument("--raci", action="store_true", help="with RACI letters for the roles")
    explain = commands.add_parser("explain", parents=[shared], help="tell what each step made of a question")
    explain.add_argument("question", help="the question, in Swedish or English")
    diff = commands.add_parser("diff", help="tell what changed in who decides what, between two files or folders")
    diff.add_argument("old", type=Path, metavar="OLD", help="a file or folder as it was")
    diff.add_argument("new", type=Path, metavar="NEW", help="the same as it is now")
    diff.add_argument("--format", choices=("text", "md", "json"), default="text", help="text unless given")
    diff.add_argument(
        "--language", choices=("sv", "en"), default="", help="answers.language of the configuration unless given"
    )
    diff.add_argument("--all", action="store_true", help="tell what is only worded otherwise, too")
    diff.add_argument("--exit-code", action="store_true", help="exit with 1 where there is a change")
    _add_eval(commands, shared)
    _add_note(commands, shared)
    add_owners(commands, shared)
    demo = commands.add_parser("demo", parents=[shared], help="try the bot in a local throw-away Slack (needs npm)")
    demo.add_argument(
        "--port", type=int, default=0, metavar="N", help="the port of the page to open; any free one unless given"
    )
    forget = commands.add_parser("forget", help="delete what is kept about a person, or what is old")
    forget.add_argument("person", nargs="?", metavar="ID", help="the person's id in Slack, such as U024BE7LH")
    forget.add_argument("--team", default="", metavar="ID", help="the workspace's id; all that are known unless given")
    forget.add_argument(
        "--older-than", type=int, metavar="DAYS", help="delete what is older than DAYS; weekly numbers stay"
    )
    manifest = commands.add_parser("manifest", help="print the app manifest to paste into Slack")
    manifest.add_argument(
        "--address", default="", metavar="URL", help="where Slack reaches the bot, for slack.mode: http"
    )
    status = commands.add_parser("status", parents=[shared], help="tell how the bot on this machine is, and its parts")
    status.add_argument("--json", action="store_true", help="print it as one JSON object")
    return parser


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    evaluation = commands.add_parser(
        "eval", parents=[shared], help="ask the questions of questions.yaml and tell which are not answered as they should be",
        epilog='python -m bot eval add "QUESTION" adds one; eval add --help tells how',
    )  # fmt: skip
    evaluation.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="questions.yaml of the folder unless given"
    )
    evaluation.add_argument("--format", choices=("text", "json"), default="text", help="text unless given")
    evaluation.add_argument(
        "--language", choices=("sv", "en"), default="", help="answers.language of the configuration unless given"
    )
    added = commands.add_parser(
        _EVAL_ADD, parents=[shared], prog="python -m bot eval add",
        description="Adds a question to questions.yaml: with what is expected, or else with the answer of today, once confirmed.",
    )  # fmt: skip
    added.add_argument("question", help="the question, in Swedish or English")
    add_expected(added)
    added.add_argument("--thread", action="append", default=[], metavar="QUESTION", help="a question asked before it")
    added.add_argument("--kind", default="", metavar="TEXT", help="a word to count it by")
    added.add_argument("--why", default="", metavar="TEXT", help="what it guards against")


def _add_note(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    note = commands.add_parser("note", help="add or list short answers of your own, shown beside the texts")
    notes = note.add_subparsers(dest="what", metavar="add|list", required=True)
    notes.add_parser("list", parents=[shared], help="list every note, and whether it is in force")
    add = notes.add_parser("add", parents=[shared], help="add a note to notes.yaml of the knowledge folder")
    add.add_argument(
        "--question", action="append", required=True, metavar="TEXT",
        help="a question that it answers; give several for several wordings",
    )  # fmt: skip
    add.add_argument("--answer", required=True, metavar="TEXT", help="the answer, in a few sentences")
    add.add_argument("--answer-en", default="", metavar="TEXT", help="the same in English")
    add.add_argument(
        "--source", required=True, metavar="TEXT", help="where it comes from: a decision, a page, a person"
    )
    add.add_argument("--owner", required=True, metavar="TEXT", help="who answers for it: a function or an address")
    add.add_argument(
        "--valid-until", required=True, metavar="DATE", help="the last day on which it is shown: 2030-12-31"
    )
    add.add_argument("--valid-from", default="", metavar="DATE", help="the first day, if not today")
