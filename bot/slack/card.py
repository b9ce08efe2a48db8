"""The answer as Slack shows it: who does what, the sentence that says so, where it stands, and what can be done next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.models import Answer, Citation, Decision, Note, Passage, Standing, Status
from bot.phrasebook import Phrasebook, head_note, phrasebook, place, source_note
from bot.slack.blocks import (
    MOST_TEXT,
    Block,
    actions,
    button,
    context,
    divider,
    feedback,
    line,
    link,
    pack,
    plain,
    quotation,
    rich_text,
    span,
    unpack,
)
from bot.slack.places import written
from bot.slack.text import clip, clip_escaped
from bot.store.jobs import Key

_SHOWN = 3  # decisions on the card; the rest stand behind a button
_LISTED = 5  # the same where all that a body does was asked for
_QUOTE, _HEADLINE, _CONDITION, _CHOICE = 900, 240, 240, 400  # characters; the whole section is a button away
_NOTE, _OF_NOTE = 1_500, 300  # characters; a note has no more
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[^\s<>|]*)?")  # a source that is nothing else can be followed
_PLAIN_STANDINGS = (Standing.ADOPTED, Standing.IN_FORCE, Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: blocks for the eye, and the whole answer as plain text for notifications, search and screen readers."""

    text: str
    blocks: tuple[Block, ...]


def answer_card(
    answer: Answer,
    *,
    thread: Sequence[str] = (),
    person: bool = False,
    contact: str = "",
    votes: bool = True,
    block_id: str = "",
    place: Key | None = None,
) -> Message:
    """Return the card of `answer`. `thread` is what it was read with; `person` tells whether a person can be asked,
    `votes` whether Slack's feedback buttons may stand in it (else ordinary ones do), and `block_id` marks its first block. Its buttons
    carry its `place` where that is not the message's own."""
    book = phrasebook(answer.language)
    if answer.status is Status.HELP:
        blocks = [rich_text(line(span(answer.text)), block_id=block_id), *suggestions(answer.examples)]
        return Message(clip_escaped(answer.text, MOST_TEXT), tuple(blocks))
    blocks = [*noted(answer.note, answer.status, book), *opening(answer, book)]
    shown = [*answer.decisions[: _LISTED if answer.listing else _SHOWN]]
    for number, decision in enumerate(shown):
        if number == 1 and not answer.listing:
            blocks.append(context(book.say("also")))
        blocks += evidence(decision.statement.passage, book, decision)
    blocks += _meant(answer, book)
    if not shown:
        nearest = answer.status is Status.NOT_FOUND
        if nearest and answer.passages:
            blocks.append(context(book.say("nearest")))
        for found in answer.passages[: 1 if nearest else _SHOWN]:
            blocks += evidence(found.passage, book)
        if nearest and contact:
            blocks.append(context(book.say("contact", contact=contact)))
    if block_id and blocks:
        blocks[0] = {**blocks[0], "block_id": block_id}
    blocks += _choices(
        answer, thread, book, person=person, hidden=len(answer.decisions) - len(shown), place=written(place)
    )
    helpful, wrong = book.say("slack.helpful"), book.say("slack.wrong")
    carried = f"{answer.language} {written(place)}".strip()
    if votes:
        blocks.append(feedback("vote", helpful=helpful, wrong=wrong, value=carried))
    else:
        pair = (("vote_helpful", helpful, "helpful"), ("vote_wrong", wrong, "wrong"))
        blocks.append(actions(*(button(said, name, f"{vote} {carried}") for name, said, vote in pair)))
    return Message(clip_escaped(answer.text, MOST_TEXT), tuple(blocks))


def noted(note: Note | None, status: Status, book: Phrasebook) -> list[Block]:
    """A note with its owner and source, and a line across: it is no quotation, and does not look like one."""
    if note is None:
        return []
    head, source = clip(head_note(note, book), _OF_NOTE), source_note(note, book)
    where = [span(clip(source, _OF_NOTE), italic=True)]
    if _ADDRESS.fullmatch(note.source):
        where = [span(source.removesuffix(note.source), italic=True), link(note.source, clip(note.source, _OF_NOTE))]
    blocks = [
        rich_text(
            line(span(f"{book.say('slack.note', head=head)}\n", bold=True), span(f"{clip(note.text, _NOTE)}\n")),
            line(*where),
        ),
        divider(),
    ]
    return blocks if status is Status.NOT_FOUND else [*blocks, context(book.say("note.texts"))]


def opening(answer: Answer, book: Phrasebook) -> list[Block]:
    """Yes or no, how the question was read, and what to know of the answer, each on a line of its own."""
    if not answer.opening:
        return []
    elements = []
    for number, said in enumerate(answer.opening):
        warned = any(note in answer.notes for note in ("role_mismatch", "disagreement")) and number + 1 == len(
            answer.opening
        )
        text = book.say("slack.warning", text=said) if warned else said
        elements.append(span(("\n" if number else "") + clip(text, 600), bold=True))
    return [rich_text(line(*elements))]


def evidence(passage: Passage, book: Phrasebook, decision: Decision | None = None) -> list[Block]:
    """Who does what (for a decision), its condition, the quotation and where it stands."""
    parts = []
    if decision is not None:
        statement = decision.statement
        who = clip(decision.headline.removesuffix(statement.matter), _HEADLINE)
        parts.append(line(span(who, bold=True), span(clip(statement.matter, _HEADLINE))))
        if statement.condition:
            condition = book.say("slack.condition", condition=clip(statement.condition, _CONDITION))
            parts.append(line(span(condition, italic=True)))
    parts.append(quotation(clip(quoted(passage, book), _QUOTE, end=" […]")))
    return [rich_text(*parts), context(cited(passage.citation, book))]


def quoted(passage: Passage, book: Phrasebook) -> str:
    """The passage word for word, with the lead-in of a list before its item."""
    if passage.lead_in:
        return book.say("lead_in", lead_in=passage.lead_in, text=passage.text)
    return passage.text


def cited(citation: Citation, book: Phrasebook) -> str:
    """The standing (warned of where the text may not bind), then document, section and place."""
    where = book.say(
        "slack.citation",
        document=clip(citation.document, 150),
        section=clip(citation.section or book.say("slack.no_section"), 150),
        file=clip(citation.file, 100),
        place=place(citation, book),
    ).rstrip()
    standing = book.of("standings", citation.standing)
    if standing and citation.standing not in _PLAIN_STANDINGS:
        standing = book.say("slack.warning", text=standing)
    return f"{standing} · {where}" if standing else where


def suggestions(questions: Sequence[str], *, labels: Sequence[str] = ()) -> list[Block]:
    """Questions to try, a button each, under `labels` where they are given."""
    buttons = [
        button(label, f"try_{number}", pack({"q": question}, cut="q"))
        for number, (question, label) in enumerate(zip(questions[:4], labels or questions, strict=False))
    ]
    return [actions(*buttons)] if buttons else []


def _meant(answer: Answer, book: Phrasebook) -> list[Block]:
    """The questions that may have been meant: numbered in full, since Slack cuts what stands on a button, and a button each."""
    whole = [question for question in answer.suggestions if unpack(pack({"q": question}, cut="q"))["q"] == question]
    if not whole:
        return []
    numbered = [book.say("choice", number=number, question=question) for number, question in enumerate(whole, 1)]
    lines = [line(span(book.say("did_you_mean"), bold=True)), *(line(span(clip(one, _CHOICE))) for one in numbered)]
    return [rich_text(*lines), *suggestions(whole, labels=[one.strip() for one in numbered])]


def fingerprint(passage: Passage) -> str:
    """Tells whether a passage still says what it said."""
    return blake2b(passage.text.encode(), digest_size=4).hexdigest()


def _choices(
    answer: Answer, thread: Sequence[str], book: Phrasebook, *, person: bool, hidden: int, place: str
) -> list[Block]:
    first = [d.statement.passage for d in answer.decisions[:1]] or [f.passage for f in answer.passages[:1]]
    asked = {"l": answer.language, "q": answer.question, "t": [clip(topic, 150) for topic in thread[-2:]], "p": place}
    elements = []
    if first:
        at = first[0].citation
        where = {"l": answer.language, "f": at.file, "n": at.line, "h": fingerprint(first[0])}
        elements.append(button(book.say("slack.section"), "section", pack(where, cut="f")))
        if answer.status is not Status.NOT_FOUND:
            elements.append(button(book.say("slack.why"), "why", pack(_reasons(answer), cut="w")))
    if hidden > 0:
        elements.append(button(book.say("slack.all", count=len(answer.decisions)), "all", pack(asked, cut="q")))
    if person:
        elements.append(button(book.say("slack.person"), "person", pack(asked, cut="q")))
    return [actions(*elements)] if elements else []


def _reasons(answer: Answer) -> dict[str, object]:
    """What the window "why this answer" tells, small enough for a button."""
    decided = answer.decisions[0].statement if answer.decisions else None
    words = [[clip(match.asked, 60), clip(match.found, 60)] for match in answer.matches[:12]]
    return {
        "l": answer.language,
        "a": answer.asked or "",
        "r": decided.role if decided else "",
        "v": clip(decided.verb, 60) if decided else "",
        "w": words,
    }


def notice(text: str) -> Message:
    """A short word of the bot's own."""
    return Message(clip_escaped(text, MOST_TEXT), ({"type": "section", "text": plain(text, 3_000)},))
