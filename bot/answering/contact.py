"""Whom a question is handed over to: the contact of the channel, else of the document, else of the body, else the default."""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.bodies import Directory
from bot.models import ActorMention, Answer, Contact, Contacts, Status


def choose_contact(
    contacts: Contacts,
    answer: Answer,
    asked: Iterable[ActorMention],
    directory: Directory,
    *,
    channel: str = "",
    configured: str = "",
) -> Contact | None:
    """The most specific contact for `answer`, given in `channel`; None where there is none.

    The documents are those that answer, in the answer's order; the bodies those that the question names (`asked`), then those of the
    answer, then what each is a kind of. After the default comes the `configured` one, and the documents that are only nearest last.
    """
    answering = [d.statement.passage for d in answer.decisions]
    nearest = [found.passage for found in answer.passages]
    if answer.status is Status.PASSAGES:
        answering, nearest = nearest, []
    said = [d.statement.actor for d in answer.decisions if d.statement.actor]
    own = [key for mention in (*asked, *said) for key in mention.keys] if contacts.actors else []
    broader = [key for one in own for key in sorted(directory.broader(one))]
    found = (
        contacts.channels.get(channel),
        *(contacts.documents.get(passage.citation.file) for passage in answering),
        *(contacts.actors.get(key) for key in (*own, *broader)),
        contacts.default,
        Contact(configured, rule="slack.contact") if configured else None,
        *(contacts.documents.get(passage.citation.file) for passage in nearest),
    )
    return next((contact for contact in found if contact is not None), None)
