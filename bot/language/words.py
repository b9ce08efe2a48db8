"""Text to words: one normalisation, one tokeniser and one key a word, shared by texts and questions."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

from bot.yamlfile import Node, as_mapping, as_text, as_words, read_yaml

_ENDINGS = Path(__file__).with_name("endings.yaml")
_STEMMER = Stemmer.Stemmer("swedish")
_ENGLISH = Stemmer.Stemmer("english")
# A word: letters and digits, with inner hyphens, colons and slashes ("EU-projekt", "6:1", "171-482/2016"), and the
# hanging hyphen of "arbets- och ansvarsfördelning". Anything else that is not space is a mark of its own.
_TOKEN = re.compile(r"\w+(?:[-‐‑:/.@&]\w+)*-?|[^\w\s]")
LETTERS = "abcdefghijklmnopqrstuvwxyz\u00e5\u00e4\u00f6"  # of Swedish
_FOLD = str.maketrans("åäöéèêëáàâãüúùûíìîïóòôõñçæøß", "aaoeeeeaaaauuuuiiiioooonca" + "os")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark with its place: characters `start` to `end` of the text it was found in."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """True for words and numbers, False for a mark of punctuation."""
        return self.text[0].isalnum()


def normalise(text: str) -> str:
    """Return `text` in NFC with white space folded and control and format characters (but for line breaks) removed."""
    text = unicodedata.normalize("NFC", text)
    kept = (c if c.isprintable() or c.isspace() else "" for c in text)
    return " ".join("".join(kept).split())


def tokenise(text: str) -> list[Token]:
    """Return the words and marks of `text` in order."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of `text`, lower-cased, without punctuation."""
    return list(_words(text))


@lru_cache(maxsize=2_000)  # those of one statement are asked for again and again while it is looked at
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _TOKEN.findall(text.lower()) if word[0].isalnum())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return `word` in lower case with å ä ö and other accents taken off."""
    return word.lower().translate(_FOLD)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return Snowball's Swedish stem of the lower-cased `word`."""
    return str(_STEMMER.stemWord(word.lower()))


@lru_cache(maxsize=100_000)
def english_key(word: str) -> str:
    """Snowball's English stem of a word, without its possessive."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    return str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=200_000)
def noun_key(word: str) -> str:
    """Return what the inflections of a noun have in common ("nämndernas", "nämnd" → "nämnd"). Compared, never shown."""
    word = word.lower().rstrip("-").replace("\u2010", "-").replace("\u2011", "-")
    if word.endswith(":s"):  # KF:s
        return word[:-2]
    if word.endswith(_listed("neuter")):
        word = word[:-1]
    if not word.endswith(_listed("no_genitive")):
        word = _strip(word, _endings("genitive"))
    return _strip(_strip(word, _endings("nouns")), _endings("bases"))


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """Return what the inflections of any word have in common, a verb and its noun included ("bedömer", "bedömningen").

    The endings of nouns, Snowball's stem of what is left, and the endings of nouns made of verbs. Compared, never shown.
    """
    word = word.lower().rstrip("-").replace("\u2010", "-").replace("\u2011", "-")
    if word.endswith(":s"):
        return word[:-2]
    if word in _irregular():
        return _irregular()[word]
    for kept in _listed("kept"):
        at = word.rfind(kept)
        end = at + len(kept)
        if at >= 0 and (end == len(word) or word[end:] in _listed("kept_endings")):
            return word[:end]
    stemmed = _strip(_strip(stem(noun_key(word)), _endings("bases")), _endings("verbal"))
    return stemmed[:-1] if stemmed.endswith(_listed("loose")) else stemmed


@cache
def _endings(name: str) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The endings of a list with the fewest letters before each, by their last letter: most words need a look at few."""
    by_letter: dict[str, tuple[tuple[str, int], ...]] = {}
    for ending, left in as_mapping(_lists()[name], name).items():
        by_letter[ending[-1]] = (*by_letter.get(ending[-1], ()), (ending, int(as_text(left, ending))))
    return by_letter


@cache
def _lists() -> Mapping[str, Node]:
    return as_mapping(read_yaml(_ENDINGS), str(_ENDINGS))


def irregular_forms(keys: Iterable[str]) -> list[str]:
    """The words whose key is one of `keys` although it does not stand in them."""
    wanted = set(keys)
    return [form for form, found in _irregular().items() if found in wanted]


@cache
def _irregular() -> dict[str, str]:
    mapping = as_mapping(_lists()["irregular"], "irregular")
    return {word: as_text(base, word) for word, base in mapping.items()}


@cache
def _listed(name: str) -> tuple[str, ...]:
    return as_words(_lists()[name], name)


def load_endings() -> tuple[str, ...]:
    """The endings of nouns that a misspelt word may have, the longest first."""
    return _listed("inflections")


def _strip(word: str, endings: Mapping[str, tuple[tuple[str, int], ...]]) -> str:
    for ending, left in endings.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word
