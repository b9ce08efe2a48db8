"""The commands of those who own the texts: `gaps` and `digest`, from their options to what runs them."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.expected import add_expected, expected
from bot.config import Config
from bot.errors import UsageError

_WEEKS = 12  # looked at unless something else is asked for
Commands = argparse._SubParsersAction  # what a command is added to


def add_owners(commands: Commands[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add both commands."""
    gaps = commands.add_parser(
        "gaps", parents=[shared], help="list the questions without a good answer, by topic and week",
        description="Lists the questions that the texts did not answer, that were answered unsurely, or that somebody called wrong.",
    )  # fmt: skip
    period = gaps.add_mutually_exclusive_group()
    period.add_argument("--since", default="", metavar="DATE", help="those since this day, such as 2025-03-01")
    period.add_argument(
        "--weeks", type=int, default=_WEEKS, metavar="N", help=f"those of the last N weeks; {_WEEKS} unless given"
    )
    gaps.add_argument("--format", choices=("text", "csv", "json"), default="text", help="text unless given")
    gaps.add_argument(
        "--language", choices=("sv", "en"), default="", help="answers.language of the configuration unless given"
    )
    gaps.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw questions, silence and feedback by week to FILE.png or FILE.svg, too"
    )  # fmt: skip
    doing = gaps.add_mutually_exclusive_group()
    doing.add_argument(
        "--mark", nargs=2, metavar=("GROUP", "STATE"),
        help="hide a group until it comes again: mended, or dismissed; GROUP is its topic as it is listed",
    )  # fmt: skip
    doing.add_argument(
        "--test", nargs="+", metavar="GROUP|ID",
        help="make a test in questions.yaml of a group, or of the question with this id: with what is expected, or else with the "
        "answer of today, once confirmed",
    )  # fmt: skip
    test = gaps.add_argument_group("with --test")
    test.add_argument("--question", default="", metavar="TEXT", help="the question, where its text is not kept")
    add_expected(test)
    digest = commands.add_parser(
        "digest", parents=[shared], help="print the weekly digest for those who own the texts, or post it now",
    )  # fmt: skip
    digest.add_argument(
        "--now", action="store_true",
        help="post it to slack.digest.channel at once instead of at its hour; one a week all the same",
    )  # fmt: skip
    digest.add_argument(
        "--language", choices=("sv", "en"), default="", help="of what is printed; answers.language unless given"
    )


def run_owners(config: Config, options: argparse.Namespace) -> int:
    """Run one of them. Raises UsageError for options that do not go together, and what the command raises."""
    if options.command == "digest":
        from bot.cli.digest import run_digest

        return run_digest(config, options.knowledge, now=options.now, language=options.language)
    from bot.cli.gaps import run_gaps, run_mark, run_test

    given = expected(options)
    if options.test:
        return run_test(
            config, options.knowledge, options.test, question=options.question, expect=given, silence=options.silence,
            sure=options.yes,
        )  # fmt: skip
    if given or options.question or options.silence or options.yes:
        raise UsageError("what is expected of a question goes with --test; python -m bot gaps --help tells how")
    if options.mark:
        return run_mark(config, *options.mark, language=options.language)
    return run_gaps(
        config, since=options.since, weeks=options.weeks, form=options.format, plot=options.plot, language=options.language
    )  # fmt: skip
