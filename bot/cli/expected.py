"""The options that tell what is expected of a question that becomes a test: shared by `eval add` and `gaps --test`."""

from __future__ import annotations

import argparse

_OPTIONS = (
    ("body", "who it must be"), ("role", "in which role, such as decides"), ("section", "the heading, or some of its words"),
    ("file", "the text that says so"), ("quote", "words of the sentence"), ("yes-no", "yes, no or unclear"),
    ("note", "the id of the note"),
)  # fmt: skip


def add_expected(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the options to a command."""
    parser.add_argument("--silence", action="store_true", help="the texts do not say it, and nothing must be told")
    for name, told in _OPTIONS:
        parser.add_argument(f"--{name}", default="", metavar="TEXT", help=told)
    parser.add_argument("--yes", action="store_true", help="take the answer of today without asking")


def expected(options: argparse.Namespace) -> dict[str, str]:
    """What was given of them, but for silence."""
    names = (name.replace("-", "_") for name, _ in _OPTIONS)
    return {name: getattr(options, name) for name in names if getattr(options, name)}
