"""Which note answers a question: one that has this very question among its own, in whatever words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from bot.answering.marks import Understanding
from bot.answering.sense import Sense, read_sense
from bot.language.spelling import Speller
from bot.language.words import key, words
from bot.models import Note, NoteEntry

_REMEMBERED = 256  # questions


class Notebook:
    """Notes by the questions that they answer. What it finds never changes after it is made."""

    def __init__(self, entries: Sequence[NoteEntry], base: Understanding) -> None:
        """`base` is what questions over the texts are read with; here the words of the notes are known, too."""
        known = sorted({word for entry in entries for form in entry.questions for word in _parts(form)})
        spellers = {language: _NoteSpeller(known, base.speller(language)) for language in ("sv", "en")}
        self._sense = lru_cache(_REMEMBERED)(
            partial(read_sense, replace(base, speller=spellers.__getitem__, mended={}))
        )
        self._by_frame: dict[tuple[object, ...], list[tuple[NoteEntry, Sense]]] = {}
        for entry in entries:
            for form in entry.questions:
                if sense := self._sense(form, (), ""):
                    self._by_frame.setdefault(sense.frame, []).append((entry, sense))

    def find(self, question: str, thread: Sequence[str] = (), language: str = "") -> NoteEntry | None:
        """The first note, in the order of the file, that surely has this question among its own; None where there is none."""
        return next(self.find_all(question, thread, language), None)

    def find_all(self, question: str, thread: Sequence[str] = (), language: str = "") -> Iterator[NoteEntry]:
        """All such notes, each once."""
        sense = self._sense(question, tuple(thread), language)
        found = self._by_frame.get(sense.frame, ()) if sense else ()
        yield from {entry.id: entry for entry, own in found if sense and own.is_same(sense)}.values()


def as_note(entry: NoteEntry, language: str) -> Note:
    """The note as it is shown to those who ask in a language."""
    text = entry.answer_en if language == "en" and entry.answer_en else entry.answer
    return Note(entry.id, text, entry.source, entry.owner, entry.valid_until)


class _NoteSpeller(Speller):
    """Knows the words of the notes beside those of the texts. A word near one of each is not sure to be either."""

    def __init__(self, known: Iterable[str], texts: Speller) -> None:
        super().__init__(known)
        self._texts = texts

    def correct(self, word: str, *, first: Collection[str] = ()) -> str:
        if word.lower() in self._known:
            return ""
        own, theirs = super().correct(word, first=first), self._texts.correct(word, first=first)
        return own or theirs if not (own and theirs) or key(own) == key(theirs) else ""

    def unfold(self, word: str) -> str:
        if word.lower() in self._known:
            return ""
        own, theirs = super().unfold(word), self._texts.unfold(word)
        return own or theirs if not (own and theirs) or own == theirs else ""


def _parts(form: str) -> Iterator[str]:
    for word in words(form):
        yield word
        yield from word.split("-")
