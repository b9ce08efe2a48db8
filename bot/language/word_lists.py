"""The general word lists as tries: made once, kept in the user's folder for caches, and from then on read in a millisecond.

As simplemma ships them they take a second of every start, and a hundred times the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path
from simplemma.strategies import DefaultDictionaryFactory, DictionaryFactory, TrieDictionaryFactory


class WordLists(DictionaryFactory):
    """The lists by their language ("sv", "en"), each with the base form of every word."""

    def __init__(self) -> None:
        """Nothing is read before it is asked for."""
        self._read: dict[str, Mapping[str, str]] = {}

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """The list of `lang`. Where it cannot be kept on this machine, it is read whole into memory."""
        if lang not in self._read:
            self._read[lang] = _kept(lang) or DefaultDictionaryFactory().get_dictionary(lang)
        return self._read[lang]


def _kept(lang: str) -> Mapping[str, str] | None:
    folder = user_cache_path("vem-beslutar") / f"words-{version('simplemma')}"
    if not folder.is_absolute():  # a user without a home
        return None
    with suppress(OSError):
        if not (folder / lang).is_dir():
            _make(folder, lang)
        if (folder / lang).is_dir():
            return TrieDictionaryFactory(disk_cache_dir=str(folder / lang)).get_dictionary(lang)
    return None


def _make(folder: Path, lang: str) -> None:
    """Make a list that is there whole or not at all, whoever else makes it at the same time. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as place:
        made = Path(place) / lang
        TrieDictionaryFactory(disk_cache_dir=str(made)).get_dictionary(lang)
        if any(made.iterdir()):
            with suppress(OSError):  # another process was quicker
                made.rename(folder / lang)
