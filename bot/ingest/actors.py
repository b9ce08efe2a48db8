"""The actors: what every municipality has, and what the knowledge folder adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.errors import UserError
from bot.language.bodies import actor_key
from bot.language.lexicon import FOLDER
from bot.models import Actor
from bot.yamlfile import as_list, as_mapping, as_text, as_words, known_keys, read_yaml

FILE = "actors.yaml"
_KEYS = ("name", "aliases", "abbreviations", "english", "broader")


def read_actors(folder: Path) -> list[Actor]:
    """Return the folder's actors (if it has an actors.yaml) and then the built-in ones, each name claimed by one.

    An entry of the folder replaces the built-in one of the same name, and takes any name that it claims from the others.
    Raises UserError for a fault in the file or a name that two of its entries claim.
    """
    own = _read(folder / FILE) if (folder / FILE).is_file() else []
    claimed: dict[str, Actor] = {}
    for actor in own:
        for name in _names(actor):
            other = claimed.setdefault(actor_key(name), actor)
            if other is not actor:
                raise UserError(
                    f"{folder / FILE}: {name!r} is claimed by {other.name} and by {actor.name}; leave it with one"
                )
    return [*own, *_unclaimed(_read(FOLDER / FILE), claimed)]


def _unclaimed(built_in: Iterable[Actor], claimed: dict[str, Actor]) -> Iterable[Actor]:
    for actor in built_in:
        if actor_key(actor.name) in claimed:
            continue
        free = {name for name in _names(actor) if actor_key(name) not in claimed}
        yield Actor(
            actor.name,
            tuple(name for name in actor.aliases if name in free),
            tuple(name for name in actor.abbreviations if name in free),
            tuple(name for name in actor.english if name in free),
            actor.broader,
        )


def _names(actor: Actor) -> tuple[str, ...]:
    return (actor.name, *actor.aliases, *actor.abbreviations, *actor.english)


def _read(path: Path) -> list[Actor]:
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("actors",), str(path))
    actors = []
    for number, node in enumerate(as_list(root.get("actors"), f"{path}: actors"), 1):
        where = f"{path}: actors[{number}]"
        row = as_mapping(node, where)
        known_keys(row, _KEYS, where)
        name = as_text(row.get("name"), f"{where}: name").strip()
        if not name:
            raise UserError(f"{where}: name is missing; write what the body is called")
        rest = [as_words(row.get(key), f"{where}: {key}") for key in _KEYS[1:]]
        actors.append(Actor(name, *rest))
    return actors
