"""What is posted of a question that is put to a person: to that person, and back to the one who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.models import Contact
from bot.phrasebook import Phrasebook, phrasebook
from bot.slack.blocks import (
    MOST_TEXT,
    Block,
    actions,
    button,
    context,
    group,
    line,
    link,
    pack,
    person,
    quotation,
    rich_text,
    span,
)
from bot.slack.card import Message
from bot.slack.payload import Body, ident, language_of, text
from bot.slack.text import clip, clip_escaped, escape

_PRESSED = ("actions", "context_actions")  # blocks of buttons


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way to a person and back, as the buttons under it carry it.

    `id` is the hand-over's, `asker` who asked (Slack's id), `channel` and `thread` where, if others saw it there (else ""); `member`
    is the contact, where that is one person.
    """

    id: str
    asker: str
    channel: str
    thread: str
    member: str
    language: str
    question: str

    def packed(self, **more: str) -> str:
        """As a button or a window carries it, with more; the longest of them is cut where it does not fit."""
        names = {
            "h": self.id,
            "u": self.asker,
            "c": self.channel,
            "t": self.thread,
            "m": self.member,
            "l": self.language,
        }
        values = {**names, "q": clip(self.question, 400), **more}
        return pack(values, cut="a" if "a" in more else "q")


def read_asked(kept: Body, language: str) -> Asked:
    """What a button or a window carries; `language` is that where it tells none."""
    id_, asker, channel, thread, member = (ident(kept, name) for name in ("h", "u", "c", "t", "m"))
    return Asked(id_, asker, channel, thread, member, language_of(kept, language), text(kept, "q"))


def handover_message(asked: Asked, contact: Contact, more: str, address: str, found: Message) -> Message:
    """The question as the contact gets it: who asks, in which words and where, and what the bot found."""
    book = phrasebook(asked.language)
    said, head = book.say("slack.handover"), []
    if contact.group:
        head += [group(contact.group), span(" ")]
    head += [span(f"{said} "), person(asked.asker), span(f": {asked.question}\n")]
    if more:
        head.append(span(f"{more}\n"))
    if address:
        head.append(link(address, book.say("slack.handover_link")))
    shown = [block for block in found.blocks if block["type"] not in _PRESSED]
    buttons = actions(
        button(book.say("slack.reply_button"), "reply", asked.packed(), style="primary"),
        button(book.say("slack.resolve_button"), "resolve", asked.packed()),
    )
    told = f"{said} <@{asked.asker}>: {escape(asked.question)}\n"
    if contact.group:
        told = f"<!subteam^{contact.group}> {told}"
    blocks = (rich_text(line(*head)), context(book.say("slack.handover_found")), *shown, buttons)
    return Message(told + clip(found.text, MOST_TEXT - len(told)), blocks)


def reply_message(asked: Asked, by: str, answer: str) -> Message:
    """A person's answer as the one who asked gets it: marked as one, and signed."""
    book = phrasebook(asked.language)
    said = book.say("slack.reply_from")
    head = [person(asked.asker), span(f" {said} "), person(by), span("\n")]
    blocks = (
        rich_text(line(*head), line(span(book.say("slack.asked", question=asked.question), italic=True))),
        rich_text(quotation(answer)),
        context(book.say("slack.reply_mark")),
    )
    return Message(clip_escaped_from(f"<@{asked.asker}> {said} <@{by}>:\n", answer), blocks)


def resolved_message(asked: Asked, by: str) -> Message:
    """The word to the one who asked that the question is resolved."""
    book = phrasebook(asked.language)
    said = book.say("slack.resolved_told")
    blocks = (
        rich_text(line(person(asked.asker), span(f" {said} "), person(by))),
        context(book.say("slack.asked", question=asked.question)),
    )
    return Message(f"<@{asked.asker}> {said} <@{by}>", blocks)


def closed_message(asked: Asked, by: str, blocks: Sequence[Mapping[str, Any]]) -> Message:
    """The hand-over once it is resolved: as it was (`blocks`), without its buttons, and who resolved it."""
    book = phrasebook(asked.language)
    said = book.say("slack.resolved_by")
    kept: list[Block] = [dict(block) for block in blocks if block.get("type") not in _PRESSED]
    return Message(f"{said} <@{by}>", (*kept[:48], rich_text(line(span(f"✓ {said} ", bold=True), person(by)))))


def answered_message(asked: Asked, by: str, answer: str, *, keeps: bool) -> Message:
    """The hand-over once it is answered: question and answer, and where `keeps` a button that makes a note of them."""
    book = phrasebook(asked.language)
    said = book.say("slack.answered_by")
    blocks: list[Block] = [
        rich_text(
            line(span(f"✓ {said} ", bold=True), person(by)),
            line(person(asked.asker), span(f": {asked.question}")),
            quotation(answer),
        )
    ]
    if keeps:
        value = asked.packed(a=answer, b=by)
        blocks.append(actions(button(book.say("slack.keep_button"), "keep", value)))
    return Message(clip_escaped_from(f"{said} <@{by}>:\n", answer), tuple(blocks))


def clip_escaped_from(head: str, answer: str) -> str:
    """A message's plain text: a head that may mention somebody, and what somebody wrote, which may not."""
    return head + clip_escaped(answer, MOST_TEXT - len(head))


def contact_name(contact: Contact, configured: str, book: Phrasebook) -> str:
    """How a contact is called in a sentence."""
    return contact.name or configured or (contact.to if contact.by_mail else book.say("slack.somebody"))
