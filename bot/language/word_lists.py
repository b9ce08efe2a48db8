"""The general word lists as tries: made once, kept in the user's folder for caches, and from then on mapped into memory at once.

As simplemma ships them they take most of a second of a start that needs them, and 100 MB of memory for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from marisa_trie import BytesTrie
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


class _List(Mapping[str, str]):
    """A list that was kept. The file is only mapped, and never written to, so that many programs may use it."""

    def __init__(self, path: Path) -> None:
        self._trie = BytesTrie().mmap(str(path))

    def __getitem__(self, word: str) -> str:
        found: list[bytes] = self._trie[word]
        return found[0].decode()

    def get(self, word: str, default: str | None = None) -> str | None:  # type: ignore[override]
        found: list[bytes] | None = self._trie.get(word)
        return found[0].decode() if found else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._trie.keys())

    def __len__(self) -> int:
        return len(self._trie)


def _kept(lang: str) -> Mapping[str, str] | None:
    folder = user_cache_path("vem-beslutar") / f"words-{version('simplemma')}"
    if not folder.is_absolute():  # a user without a home
        return None
    path = folder / f"{lang}.dic"
    with suppress(OSError, RuntimeError, ValueError):  # none yet, or damaged
        return _List(path)
    with suppress(OSError):
        _make(path, lang)
        return _List(path)
    return None


def _make(path: Path, lang: str) -> None:
    """Make a list that is there whole or not at all, whoever else makes it at the same time. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as place:
        TrieDictionaryFactory(disk_cache_dir=place).get_dictionary(lang)
        (Path(place) / path.name).replace(path)
