"""The windows with fields: what is wrong with an answer, a question to a person, that person's answer, and a note made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from bot.models import Answer, Contact
from bot.phrasebook import phrasebook
from bot.slack.blocks import (
    Block,
    channel_link,
    choice,
    context,
    date_input,
    group,
    line,
    link,
    modal,
    pack,
    person,
    quotation,
    rich_text,
    span,
    text_input,
)
from bot.slack.text import clip
from bot.store.asked import REASONS, Vote

LONGEST_QUESTION, LONGEST_MORE, LONGEST_ANSWER = 1_000, 1_000, 1_500  # characters; a note's answer has no more
_METADATA = 3_000
_MAIL = 1_800  # characters of a message to be sent by mail, as an address: programs cut longer ones
_YEAR = 365  # days for which a note holds, if nobody says otherwise


@dataclass(frozen=True, slots=True)
class Draft:
    """What a note is made of before somebody looks it over."""

    question: str
    answer: str
    source: str
    owner: str


def wrong_form(language: str, place: str, earlier: Vote | None) -> Block:
    """Why an answer is wrong, and what is right; filled in with the person's earlier vote."""
    book = phrasebook(language)
    before = earlier if earlier and earlier.vote == "wrong" else Vote("wrong")
    reasons = [(book.of("wrong_reasons", reason), reason) for reason in REASONS]
    return modal(
        book.say("slack.wrong_title"),
        [
            context(book.say("slack.wrong_noted")),
            choice(book.say("slack.wrong_reason"), reasons, block_id="reason", action="reason", chosen=before.reason),
            text_input(
                book.say("slack.wrong_right"),
                block_id="right",
                action="right",
                hint=book.say("slack.wrong_hint"),
                initial=before.said,
                longest=1_000,
                lines=True,
                optional=True,
            ),
        ],
        close=book.say("slack.close"),
        submit=book.say("slack.send"),
        callback="wrong",
        keep=pack({"l": language, "p": place}),
    )


def ask_form(answer: Answer, contact: Contact, named: str, kept: Mapping[str, Any]) -> Block:
    """A question to a person: to whom, its words, and what else that person should know."""
    book = phrasebook(answer.language)
    return modal(
        book.say("slack.person_title"),
        [
            rich_text(line(span(book.say("slack.person_to") + " "), *shown_contact(contact, named))),
            text_input(
                book.say("slack.person_question"),
                block_id="question",
                action="question",
                initial=clip(answer.question, LONGEST_QUESTION),
                longest=LONGEST_QUESTION,
                lines=True,
            ),
            text_input(
                book.say("slack.person_more"),
                block_id="more",
                action="more",
                longest=LONGEST_MORE,
                lines=True,
                optional=True,
            ),
            context(book.say("slack.person_shares")),
        ],
        close=book.say("slack.cancel"),
        submit=book.say("slack.send"),
        callback="ask_person",
        keep=pack({**kept, "l": answer.language}, cut="q", limit=_METADATA),
    )


def mail_window(answer: Answer, contact: Contact, named: str) -> Block:
    """A contact that has only an e-mail address: a link that opens a mail with the question and what was found, and that text to
    copy. Nothing is sent."""
    book = phrasebook(answer.language)
    said = book.say("slack.mail_text", question=answer.question, found=clip(answer.text, 6_000))
    subject = book.say("slack.mail_subject")
    address = f"mailto:{contact.to}?subject={quote(subject)}&body="
    body = clip(said, _MAIL)
    while len(address) + len(quote(body)) > _MAIL:  # one letter may take up to twelve characters in an address
        body = clip(body, int(len(body) * 0.9))
    return modal(
        book.say("slack.person_title"),
        [
            rich_text(line(span(book.say("slack.mail_only", contact=named)))),
            rich_text(line(link(address + quote(body), contact.to))),
            context(book.say("slack.mail_copy")),
            rich_text(quotation(clip(said, 2_900))),
        ],
        close=book.say("slack.close"),
    )


def reply_form(language: str, question: str, keep: str) -> Block:
    """A person's answer to a question that was handed over."""
    book = phrasebook(language)
    return modal(
        book.say("slack.reply_title"),
        [
            rich_text(quotation(question)),
            text_input(
                book.say("slack.reply_text"), block_id="answer", action="answer", longest=LONGEST_ANSWER, lines=True
            ),
            context(book.say("slack.reply_signed")),
        ],
        close=book.say("slack.cancel"),
        submit=book.say("slack.send"),
        callback="reply_person",
        keep=keep,
    )


def note_form(language: str, draft: Draft, today: date, keep: str) -> Block:
    """A note made of a person's answer, to be looked over."""
    book = phrasebook(language)
    fields = (
        ("questions", "note_questions", draft.question, 2_000),
        ("answer", "note_answer", draft.answer, LONGEST_ANSWER),
        ("source", "note_source", draft.source, 300),
        ("owner", "note_owner", draft.owner, 100),
    )
    inputs = [
        text_input(
            book.say(f"slack.{label}"),
            block_id=name,
            action=name,
            initial=clip(text, longest),
            longest=longest,
            lines=name in ("questions", "answer"),
        )
        for name, label, text, longest in fields
    ]
    until = (today + timedelta(days=_YEAR)).isoformat()
    return modal(
        book.say("slack.note_title"),
        [
            context(book.say("slack.note_about")),
            *inputs,
            date_input(book.say("slack.note_until"), block_id="valid_until", action="valid_until", initial=until),
        ],
        close=book.say("slack.cancel"),
        submit=book.say("slack.note_keep"),
        callback="keep_note",
        keep=keep,
    )


def shown_contact(contact: Contact, named: str) -> list[Block]:
    """Whom a question goes to in Slack, inside rich text."""
    if contact.to.startswith("D"):  # a direct talk has no name
        return [span(named)]
    who = person(contact.to) if contact.personal else channel_link(contact.to)
    shown = [group(contact.group), span(" · "), who] if contact.group else [who]
    return [span(f"{contact.name} · "), *shown] if contact.name else shown
