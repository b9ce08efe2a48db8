"""An answer in words. Every claim is a quotation with its citation; the sentences around them are YAML, one file a language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.leaning import is_fronted, points_back
from bot.answering.query import Intent, Query
from bot.answering.verdict import Verdict
from bot.language.bodies import Directory
from bot.language.lexicon import load_lexicon
from bot.language.thesaurus import light_words
from bot.language.words import words
from bot.models import ActorMention, Note, Passage, Role, Statement, Status
from bot.phrasebook import Phrasebook, cite, head_note, phrasebook, source_note

_LONGEST = 14  # words of a matter that a question is made of


def word_answer(
    query: Query,
    verdict: Verdict,
    directory: Directory,
    *,
    contact: str,
    examples: Sequence[str],
    choices: Sequence[str] = (),
    noted: bool = False,
) -> str:
    """Return all that the texts say as plain text. `choices` are questions that may have been meant; `noted` tells whether a note
    stands before it."""
    book = phrasebook(query.language)
    lines = open_answer(query, verdict, noted=noted)
    match verdict.status:
        case Status.HELP:
            lines.append(book.say("help", examples="\n  ".join(examples)))
        case Status.ANSWERED:
            lines += _answered(query, verdict, directory, book)
        case Status.PASSAGES:
            lines += [line for found in verdict.passages for line in _quotation(found.passage, book)]
        case _:
            lines += _not_found(verdict, book, contact, choices)
    return "\n".join(lines)


def word_note(note: Note, verdict: Verdict, language: str) -> list[str]:
    """The lines of a note, before what the texts say: whose it is, what it says, where it comes from."""
    book = phrasebook(language)
    lines = [head_note(note, book), *(f"  {line}" for line in (*note.text.split("\n"), source_note(note, book)))]
    return lines if verdict.status is Status.NOT_FOUND else [*lines, book.say("note.texts")]


def open_answer(query: Query, verdict: Verdict, *, noted: bool = False) -> list[str]:
    """The lines before the first quotation: yes or no, how the question was read, and what to know of the answer.

    Where a note stands before them (`noted`), that the texts are silent is not said as if nothing were known.
    """
    book = phrasebook(query.language)
    lines: list[str] = []
    if verdict.status is Status.HELP:
        return lines
    silent = verdict.status is Status.NOT_FOUND
    if verdict.yes_no and not (noted and silent):
        lines.append(book.say("yes_no", word=book.say(verdict.yes_no)))
    if query.corrections:
        read_as = ", ".join(f"{wrong} → {right}" for wrong, right in query.corrections)
        lines.append(book.say("corrected", words=read_as))
    if "role_mismatch" in verdict.notes and query.role is not None:
        lines.append(book.say("role_mismatch", asked=book.of("asked", query.role)))
    if "general_rule" in verdict.notes:
        lines.append(book.say("general_rule", words=", ".join(f"”{word}”" for word in verdict.unknown)))
    if "disagreement" in verdict.notes:
        lines.append(book.say("disagreement"))
    if verdict.status is Status.PASSAGES:
        lines.append(book.say("fact"))
    if silent:
        unknown = ", ".join(f"”{word}”" for word in verdict.unknown)
        if noted:
            lines.append(book.say("note.silent_words", words=unknown) if unknown else book.say("note.silent"))
        elif unknown:
            lines.append(book.say("not_found_words", words=unknown))
        elif not verdict.yes_no:
            lines.append(book.say("not_found"))
    return lines


def headline(statement: Statement, directory: Directory, language: str) -> str:
    """The statement in one line: the body (in both languages where English is spoken), its role, the matter."""
    book = phrasebook(language)
    name = statement.actor.name if statement.actor else ""
    if language == "en" and statement.actor and (english := directory.english_name(statement.actor)):
        name = f"{name} ({english})"
    template = "headline_negative" if statement.negative else "headline"
    role = book.of("roles", statement.told_as)
    return book.say(template, actor=name, role=role, matter=statement.matter)


def _answered(query: Query, verdict: Verdict, directory: Directory, book: Phrasebook) -> list[str]:
    lines: list[str] = []
    for number, candidate in enumerate(verdict.statements):
        statement = candidate.statement
        if number == 1 and query.intent is not Intent.WHAT:
            lines.append(book.say("also"))
        lines.append(headline(statement, directory, query.language))
        if statement.condition:
            lines.append("  " + book.say("condition", condition=statement.condition))
        lines += _quotation(statement.passage, book)
    return lines


def _not_found(verdict: Verdict, book: Phrasebook, contact: str, choices: Sequence[str]) -> list[str]:
    lines: list[str] = []
    if choices:
        lines.append(book.say("did_you_mean"))
        lines += [book.say("choice", number=number, question=question) for number, question in enumerate(choices, 1)]
    if verdict.passages:
        lines.append(book.say("nearest"))
        lines += _quotation(verdict.passages[0].passage, book)
    if contact:
        lines.append(book.say("contact", contact=contact))
    return lines


def _quotation(passage: Passage, book: Phrasebook) -> list[str]:
    text = book.say("lead_in", lead_in=passage.lead_in, text=passage.text) if passage.lead_in else passage.text
    return [f"  ”{text}”", f"  — {cite(passage.citation, book)}"]


def suggest(statements: Sequence[Statement], language: str, directory: Directory, *, most: int = 4) -> list[str]:
    """Up to `most` example questions drawn from the texts: about matters decided, and about bodies."""
    short = [s for s in statements if s.role is Role.DECIDES and 2 <= len(s.matter.split()) <= 6 and not s.negative]
    questions = [question for s in short for question in word_questions(s, language, directory)[-1:]][: most - 1]
    for statement in statements:
        if statement.role is Role.RESPONSIBLE and statement.actor and not statement.actor.plural:
            questions.append(word_body_question(statement, language, directory))
            break
    return list(dict.fromkeys(questions))[:most]


def word_questions(statement: Statement, language: str, directory: Directory) -> list[str]:
    """The whole questions that a statement may answer: in the text's own words where they allow it, and by its role.

    [] where its matter does not tell by itself what it is about.
    """
    spoken = words(statement.matter)
    lexicon = load_lexicon()
    whole = spoken and len(spoken) <= _LONGEST and not is_fronted(statement) and not points_back(spoken)
    if not whole or statement.actor is None or statement.rule == "passive_task":
        return []
    permission = statement.rule == "permission"
    capital = statement.matter[0].isupper()
    if not permission and (spoken[0] in lexicon.finite_verbs or (capital and spoken[0] in lexicon.words_of("fronted"))):
        return []  # a clause, or a condition that opens its sentence
    book, name = phrasebook(language), _name(statement.actor, language, directory)
    own = statement.told_as == statement.role
    matter = _with_mark(statement) if own else statement.matter
    by_role = book.say(
        f"question.{statement.told_as}",
        actor=_uncapitalised(name, name),
        matter=_uncapitalised(matter, matter.split()[0]),
    )
    as_written = book.say("question.as_written", words=_verb_to_matter(statement))
    return [as_written, by_role] if as_written and _verb_to_matter(statement) else [by_role]


def word_body_question(statement: Statement, language: str, directory: Directory) -> str:
    """The question for all that a statement's body does in its role; "" for a statement without a body."""
    if statement.actor is None:
        return ""
    book = phrasebook(language)
    role = statement.role if statement.role in book.words_of("body_question") else "other"
    name = _name(statement.actor, language, directory)
    return book.say(f"body_question.{role}", actor=_uncapitalised(name, name))


def _name(actor: ActorMention, language: str, directory: Directory) -> str:
    return (language == "en" and directory.english_name(actor)) or actor.name


def _verb_to_matter(statement: Statement) -> str:
    """The text's own words from the verb through the matter, where only small words stand between ("tar *fram* en plan")."""
    before, found, _ = statement.passage.text.partition(statement.matter)
    spoken = before.split()
    at = max((i for i, word in enumerate(spoken) if word.lower() == statement.verb.lower()), default=-1)
    forms = load_lexicon().forms.get(statement.verb.lower(), ())
    finite = any(form.form == "present" and not form.passive for form in forms)
    if not found or at < 0 or not finite or not all(word in light_words() for word in spoken[at + 1 :]):
        return ""
    return " ".join([*spoken[at:], statement.matter])


def _with_mark(statement: Statement) -> str:
    """A statement's matter with the mark of an infinitive before it, where it stands in the text ("*att* tillämpa …")."""
    before = statement.passage.text.partition(statement.matter)[0].split()[-1:]
    marks = load_lexicon().words_of("infinitive")
    return " ".join([*(word for word in before if word.lower() in marks), statement.matter])


def _uncapitalised(text: str, name: str) -> str:
    """`text` beginning with a small letter, unless there are capitals inside the `name` that it begins with ("EU-projekt")."""
    return text if any(c.isupper() for c in name[1:]) else text[:1].lower() + text[1:]
