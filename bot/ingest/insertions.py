"""What is inserted between a verb and what it is about: "beslutar, *efter samråd med hamnchefen*, om taxan"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.ingest.chunks import Chunk, Kind, Sentence
from bot.language.lexicon import load_lexicon
from bot.models import Role

_VERBS = (Kind.ROLE_VERB, Kind.MODAL, Kind.DUTY)
_LONGEST = 8  # chunks from a modal verb to its infinitive
_OPENING = (Kind.CONDITION, Kind.SUBORDINATOR)


def lift_insertion(sentence: Sentence) -> tuple[Sentence, int, str]:
    """Return the sentence without its first insertion, the place of the verb that it limits, and its words.

    Where there is none, the sentence as it is, -1 and "". An insertion stands between commas behind a verb, opens as a condition does
    (or with company: "tillsammans med …"), and the verb's particle or infinitive follows it. Without commas, it is a phrase that names
    another body between a modal verb and its infinitive: "får *utan fullmäktiges hörande* besluta".
    """
    chunks = sentence.chunks
    for at, chunk in enumerate(chunks[:-2]):
        end = _verb_behind_phrase(chunks, at) if chunk.kind is Kind.MODAL else -1
        if end > 0:
            start = at + 1 + (chunks[at + 1].kind is Kind.NEGATION)
            said = sentence.words(chunks[start].start, chunks[end - 1].end)
            return replace(sentence, chunks=(*chunks[:start], *chunks[end:])), at, said
        end = _particle_behind_company(chunks, at)
        if end > 0:
            said = sentence.words(chunks[at + 1].start, chunks[end - 1].end)
            return replace(sentence, chunks=(*chunks[: at + 1], *chunks[end:])), at, said
    for at in range(1, len(chunks) - 3):
        end = _apposition(chunks, at)
        if end > 0:
            return replace(sentence, chunks=(*chunks[:at], *chunks[end + 1 :])), -1, ""
        before = at - 1
        while before > 0 and chunks[before].kind is Kind.BETWEEN:
            before -= 1  # "ska *årligen*, före april, pröva"
        if chunks[at].kind is not Kind.COMMA or chunks[before].kind not in _VERBS:
            continue
        if not _opens(chunks[at + 1]) and chunks[before].kind is Kind.ROLE_VERB:
            continue
        end = next((i for i in range(at + 2, len(chunks)) if chunks[i].kind in (Kind.COMMA, Kind.STOP)), len(chunks))
        if (
            end + 1 >= len(chunks)
            or chunks[end].kind is not Kind.COMMA
            or not _resumes(chunks[before], chunks[end + 1])
        ):
            continue
        said = sentence.words(chunks[at + 1].start, chunks[end - 1].end)
        return replace(sentence, chunks=(*chunks[:at], *chunks[end + 1 :])), before, said
    return sentence, -1, ""


def _apposition(chunks: Sequence[Chunk], at: int) -> int:
    """The comma that ends what says the same as the body before the comma at `at` ("ägaren, *det vill säga den som …*, svarar"); -1
    where there is none."""
    if chunks[at].kind is not Kind.COMMA or chunks[at - 1].kind is not Kind.ACTOR:
        return -1
    spoken = " ".join(chunk.text.lower() for chunk in chunks[at + 1 : at + 5])
    if not any(spoken.startswith(" ".join(phrase)) for phrase in load_lexicon().clauses["that_is"]):
        return -1
    end = next((i for i in range(at + 2, len(chunks)) if chunks[i].kind in (Kind.COMMA, Kind.STOP)), len(chunks))
    return end if end < len(chunks) - 1 and chunks[end].kind is Kind.COMMA else -1


def _verb_behind_phrase(chunks: Sequence[Chunk], at: int) -> int:
    """The place of the infinitive that the modal verb at `at` has behind a phrase with a body in it; -1 where there is none."""
    prepositions = load_lexicon().words_of("attribute_prepositions") | load_lexicon().words_of("prepositions")
    at += chunks[at + 1].kind is Kind.NEGATION  # "får *inte* utan fullmäktiges godkännande bilda"
    first = chunks[at + 1]
    if first.text.lower().split()[0] not in prepositions | load_lexicon().words_of("instead"):
        return -1
    named = False
    for place in range(at + 1, min(len(chunks), at + _LONGEST)):
        chunk = chunks[place]
        if chunk.kind in (Kind.COMMA, Kind.STOP, Kind.ATT, Kind.CONJUNCTION, Kind.RELATIVE, Kind.FINITE):
            return -1
        if chunk.kind in (Kind.ROLE_VERB, Kind.INFINITIVE):
            return place if named else -1
        named = named or chunk.kind is Kind.ACTOR
    return -1


def _particle_behind_company(chunks: Sequence[Chunk], at: int) -> int:
    """The place of a verb's particle behind the company it acts in ("ansvarar *tillsammans med Y* för X"); -1 where there is none."""
    verb = chunks[at].verb
    if verb is None or not verb.verb.particles or chunks[at + 1].text.lower() not in load_lexicon().words_of("company"):
        return -1
    body = next((c for c in range(at + 2, min(at + 4, len(chunks) - 1)) if chunks[c].kind is Kind.ACTOR), -1)
    return body + 1 if body > 0 and chunks[body + 1].text.lower() in verb.verb.particles else -1


def _opens(chunk: Chunk) -> bool:
    return chunk.kind in _OPENING or chunk.text.lower() in load_lexicon().words_of("company")


def _resumes(verb: Chunk, following: Chunk) -> bool:
    """Whether `following` goes on with what `verb` began."""
    if verb.kind in (Kind.MODAL, Kind.DUTY):
        return following.kind in (Kind.ROLE_VERB, Kind.INFINITIVE, Kind.ATT)
    particles = verb.verb.verb.particles if verb.verb else frozenset()
    if following.kind in (Kind.CONDITION, Kind.SUBORDINATOR) and verb.verb and verb.verb.verb.role is Role.ASSESSES:
        return True  # "bedömer, tillsammans med Y, *om* resan kan genomföras"
    return following.text.lower() in particles or following.kind is Kind.ATT
