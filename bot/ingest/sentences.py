"""Sentences: where one ends and the next begins, knowing Swedish abbreviations, numbers and dates."""

import re

_END = re.compile(r"[.!?…]+[\"”»'’)\]]*(?=\s)")
_OPENING = re.compile(r"\s+[\"”»'’(\[–-]*\s*(\S)")
_LAST_WORD = re.compile(r"[^\s(\[\"”»']*$")


def split_sentences(text: str, *, abbreviations: frozenset[str], closing: frozenset[str]) -> list[tuple[int, int]]:
    """Return the spans (start, end) of the sentences of `text`, in order, without the space between them.

    A full stop does not end a sentence before a small letter or a digit, behind one of `abbreviations` ("t.ex."), behind a
    lone capital ("A. Berg"), or behind a number that begins the sentence ("3. Avtal"). Behind one of `closing` ("m.m.") a
    capital letter begins a new one. Both hold lower-case words with their full stop.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        opening = _OPENING.match(text, match.end())
        if opening is None:
            continue
        stop = match.group() == "."
        before = _LAST_WORD.search(text[max(start, match.start() - 40) : match.start()])
        word = before.group() if before else ""
        if opening.group(1).islower() or (stop and _goes_on(text[start : match.start()], word, abbreviations, closing)):
            continue
        if stop and opening.group(1).isdigit() and not word.isalpha():
            continue
        spans.append((start, match.end()))
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _goes_on(sentence: str, word: str, abbreviations: frozenset[str], closing: frozenset[str]) -> bool:
    written = word.lower() + "."
    if written in closing:
        return False
    if written in abbreviations or (len(word) == 1 and word.isupper()):
        return True
    return word.isdigit() and len(word) <= 2 and sentence.strip() == word
