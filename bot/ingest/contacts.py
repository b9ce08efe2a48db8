"""contacts.yaml: whom questions are handed over to, of each document, body or channel, and of everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import UserError
from bot.language.bodies import actor_key
from bot.models import Actor, Contact, Contacts, Document, Problem
from bot.yamlfile import Node, as_mapping, as_text, known_keys, read_yaml

CONTACTS = "contacts.yaml"
_SECTIONS = ("documents", "actors", "channels")
_LONGEST_NAME = 80
# What each kind of value looks like, and how that is told.
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}"), "the id of a channel in Slack, such as C024BE91L"
_KINDS = {
    "user": (re.compile(r"[UW][A-Z0-9]{2,}"), "the id of a person in Slack, such as U024BE7LH"),
    "group": (re.compile(r"S[A-Z0-9]{2,}"), "the id of a user group in Slack, such as S0614TZR7"),
    "channel": _CHANNEL,
    "email": (re.compile(r"[^\s@<>&?\"',;:%]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}"), "an e-mail address"),
}
_FORMS = (("user",), ("channel",), ("group", "channel"), ("email",))


@dataclass(frozen=True, slots=True)
class ContactFile:
    """What the file says, before it is known which documents and bodies there are."""

    default: Contact | None = None
    documents: Mapping[str, Contact] = field(default_factory=dict)
    actors: Mapping[str, Contact] = field(default_factory=dict)
    channels: Mapping[str, Contact] = field(default_factory=dict)


def read_contacts(path: Path) -> ContactFile:
    """Read the file; where there is none, there are no contacts.

    Raises UserError that names the key, the value and what would be accepted.
    """
    if not path.is_file():
        return ContactFile()
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("default", *_SECTIONS), str(path))
    default = _contact(root["default"], f"{path}: default", "default") if root.get("default") else None
    found: dict[str, dict[str, Contact]] = {}
    for section in _SECTIONS:
        entries = as_mapping(root.get(section), f"{path}: {section}")
        found[section] = {
            name: _contact(node, f"{path}: {section}.{name}", f"{section}: {name}") for name, node in entries.items()
        }
    for name in found["channels"]:
        if not _CHANNEL[0].fullmatch(name):
            raise UserError(f"{path}: channels.{name} is no channel id; accepted: {_CHANNEL[1]}")
    return ContactFile(default, **found)


def reread_contacts(path: Path, before: ContactFile) -> tuple[ContactFile, tuple[Problem, ...]]:
    """The same, but a file that is wrong is a severe Problem, and what it said `before` stays in use."""
    try:
        return read_contacts(path), ()
    except UserError as error:
        line, _, rest = str(error).removeprefix(f"{path}:").partition(": ")
        place, told = (int(line), rest) if line.isdigit() else (0, str(error).removeprefix(f"{path}: "))
        kept = before != ContactFile()
        return before, (Problem(path.name, place, "other", (("detail", told),), severe=True, kept=kept),)


def settle_contacts(
    told: ContactFile, documents: Sequence[Document], actors: Iterable[Actor]
) -> tuple[Contacts, tuple[Problem, ...]]:
    """The contacts by the files and bodies that there are, and a Problem for each that is of none.

    A document is named by its file or its title, a body by one of its names.
    """
    problems: list[Problem] = []
    by_file: dict[str, Contact] = {}
    by_body: dict[str, Contact] = {}
    for name, contact in told.documents.items():
        files = [d.file for d in documents if name in (d.file, d.info.title)]
        by_file |= dict.fromkeys(files, contact)
        if not files:
            problems.append(Problem(CONTACTS, 0, "contact_no_document", (("name", name),), severe=True))
    listed = {actor_key(n): actor_key(n) for actor in actors for n in actor.broader}
    listed |= {actor_key(n): actor_key(actor.name) for actor in actors for n in (*actor.aliases, actor.name)}
    named = {key for d in documents for s in d.statements if s.actor for key in s.actor.keys} if told.actors else set()
    for name, contact in told.actors.items():
        key = actor_key(name)
        by_body[listed.get(key, key)] = contact
        if key not in listed and key not in named:
            problems.append(Problem(CONTACTS, 0, "contact_no_actor", (("name", name),), severe=True))
    return Contacts(told.default, by_file, by_body, told.channels), tuple(problems)


def _contact(node: Node, where: str, rule: str) -> Contact:
    """One contact: an id or address alone, or with a name, or a user group with the channel where it is mentioned."""
    if isinstance(node, str):
        node = {_kind_of(node, where): node}
    entry = as_mapping(node, where)
    known_keys(entry, (*_KINDS, "name"), where)
    values = {kind: as_text(entry[kind], f"{where}.{kind}") for kind in _KINDS if kind in entry}
    for kind, value in values.items():
        shape, accepted = _KINDS[kind]
        if not shape.fullmatch(value):
            raise UserError(f"{where}.{kind} is {value!r}; accepted: {accepted}")
    if tuple(values) not in _FORMS:
        raise UserError(
            f"{where} has {', '.join(values) or 'nobody'}; accepted: a user, a channel, a group with the channel to mention it in, "
            "or an email"
        )
    name = as_text(entry.get("name"), f"{where}.name").strip()
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise UserError(f"{where}.name is {name!r}; accepted: one line of at most {_LONGEST_NAME} characters")
    to = values.get("user") or values.get("channel") or values["email"]
    return Contact(to, values.get("group", ""), name, rule)


def _kind_of(value: str, where: str) -> str:
    for kind, (shape, _) in _KINDS.items():
        if kind != "group" and shape.fullmatch(value):
            return kind
    if _KINDS["group"][0].fullmatch(value):
        raise UserError(
            f"{where} is the user group {value!r}; accepted: {{group: {value}, channel: C…}}, the channel to mention it in"
        )
    raise UserError(f"{where} is {value!r}; accepted: the id of a person or channel in Slack, or an e-mail address")


__all__ = ["CONTACTS", "ContactFile", "read_contacts", "reread_contacts", "settle_contacts"]
