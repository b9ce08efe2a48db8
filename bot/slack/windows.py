"""The windows that open over Slack: search, an answer, a whole section, and why an answer was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.models import Answer, Decision, Passage
from bot.phrasebook import Phrasebook, phrasebook
from bot.slack.blocks import (
    MOST_IN_VIEW,
    Block,
    context,
    divider,
    header,
    line,
    modal,
    pack,
    plain,
    quotation,
    rich_text,
    span,
    text_input,
)
from bot.slack.card import Message, cited, evidence, fingerprint, quoted
from bot.slack.text import clip

_PASSAGES = 30  # of a section; what follows is counted
_LONGEST = 2_500  # characters of one passage


def search_window(language: str, example: str, *, initial: str = "") -> Block:
    """A field to ask in."""
    book = phrasebook(language)
    hint = book.say("slack.search_hint", example=example) if example else book.say("slack.search_label")
    label = book.say("slack.search_label")
    return modal(
        book.say("slack.search_title"),
        [text_input(label, block_id="question", action="text", hint=hint, initial=initial)],
        close=book.say("slack.close"),
        submit=book.say("slack.search_submit"),
        callback="search",
        keep=pack({"l": language}),
    )


def answer_window(answer: Answer, card: Message, *, reply_to: Mapping[str, Any] | None = None) -> Block:
    """An answer; with a button that posts it in the thread of the message `reply_to`, if one is given."""
    book = phrasebook(answer.language)
    asked = context(book.say("slack.asked", question=clip(answer.question, 300)))
    return modal(
        book.say("slack.answer_title"),
        [asked, *card.blocks],
        close=book.say("slack.close"),
        callback="answer",
        submit=book.say("slack.reply") if reply_to else "",
        keep=pack({**(reply_to or {}), "q": answer.question, "l": answer.language}, cut="q", limit=3_000),
    )


def all_window(answer: Answer) -> Block:
    """All decisions of an answer."""
    book = phrasebook(answer.language)
    return modal(
        book.say("slack.all_title"), listed(answer.decisions, book)[:MOST_IN_VIEW], close=book.say("slack.close")
    )


def listed(decisions: Sequence[Decision], book: Phrasebook) -> list[Block]:
    """Decisions one after another, each with its quotation and source."""
    blocks: list[Block] = []
    for decision in decisions:
        blocks += evidence(decision.statement.passage, book, decision)
    return blocks


def section_window(passages: Sequence[Passage], quoted_mark: str, language: str) -> Block:
    """A whole section as running text; the passage whose fingerprint is `quoted_mark` stands out as a quotation."""
    book = phrasebook(language)
    citation = passages[0].citation
    body = [passage for passage in passages if passage.kind != "heading"] or list(passages)
    at = next((i for i, passage in enumerate(body) if fingerprint(passage) == quoted_mark), 0)
    start = max(0, min(at - _PASSAGES // 2, len(body) - _PASSAGES))
    blocks: list[Block] = [header(citation.section or citation.document)]
    for running, group in groupby(body[start : start + _PASSAGES], key=lambda p: _manner(p, quoted_mark)):
        texts = [clip(quoted(p, book) if p.kind == "row" else p.text, _LONGEST) for p in group]
        if running == "sentence":
            texts = _joined(texts)
        for text in texts:
            shown = f"• {text}" if running in ("item", "row") else text
            blocks.append(rich_text(quotation(shown) if running == "quoted" else line(span(shown))))
    if len(body) > _PASSAGES:
        blocks.append(context(book.say("slack.more_passages", count=len(body) - _PASSAGES)))
    blocks += [divider(), context(cited(citation, book))]
    return modal(book.say("slack.section_title"), blocks, close=book.say("slack.close"))


def _manner(passage: Passage, quoted_mark: str) -> str:
    return "quoted" if fingerprint(passage) == quoted_mark else passage.kind


def _joined(texts: Sequence[str]) -> list[str]:
    """Sentences as paragraphs of a length that a block holds."""
    joined = [texts[0]]
    for text in texts[1:]:
        if len(joined[-1]) + len(text) < _LONGEST:
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return joined


def why_window(reasons: Mapping[str, Any]) -> Block:
    """Why an answer was given: the role asked and found, and the words that matched."""
    language = reasons.get("l") if reasons.get("l") in ("sv", "en") else "sv"
    book = phrasebook(str(language))
    lines = []
    asked, role, verb = (str(reasons.get(name) or "") for name in ("a", "r", "v"))
    known = book.words_of("asked")
    said = (
        book.say("slack.why_asked", asked=book.of("asked", asked))
        if asked in known
        else book.say("slack.why_asked_open")
    )
    lines.append(line(span(said + "\n")))
    if role in known:
        found = f"{book.of('roles', role)} (”{verb}”)" if verb else book.of("roles", role)
        lines.append(line(span(book.say("slack.why_found", found=found) + "\n")))
    pairs = [pair for pair in reasons.get("w") or [] if isinstance(pair, list) and len(pair) == 2]
    if pairs:
        lines.append(line(span(book.say("slack.why_words") + "\n", bold=True)))
    for word, found in pairs:
        name = "slack.why_word" if found else "slack.why_word_missing"
        lines.append(line(span(f"• {book.say(name, asked=word, found=found)}\n")))
    blocks = [rich_text(*lines), context(book.say("slack.why_rule"))]
    return modal(book.say("slack.why_title"), blocks, close=book.say("slack.close"))


def notice_window(text: str, language: str) -> Block:
    """A short word in a window."""
    book = phrasebook(language)
    blocks: list[Block] = [{"type": "section", "text": plain(text, 3_000)}]
    return modal(book.say("slack.answer_title"), blocks, close=book.say("slack.close"))
