"""An Answer as the JSON object that other programs build on. Its keys are a contract: none is renamed or taken away."""

from __future__ import annotations

from typing import Any

from bot.models import Answer, Citation, Decision, Found, Note, Statement


def as_json(answer: Answer, *, question_id: str | None = None) -> dict[str, Any]:
    """Return `answer` as plain dicts and lists; `id` is there where the question had one."""
    head = {} if question_id is None else {"id": question_id}
    return {
        **head,
        "question": answer.question,
        "language": answer.language,
        "status": str(answer.status),
        "answer": answer.text,
        "decisions": [_decision(one) for one in answer.decisions],
        "passages": [_passage(one) for one in answer.passages],
        "unknown_words": list(answer.unknown_words),
        "notes": list(answer.notes),
        "suggestions": list(answer.suggestions),
        "note": _note(answer.note) if answer.note else None,
    }


def _note(note: Note) -> dict[str, Any]:
    """A note's fields by name; what its owner left out is None."""
    return {
        "id": note.id,
        "text": note.text,
        "source": note.source or None,
        "owner": note.owner or None,
        "valid_until": note.valid_until or None,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {**as_statement(decision.statement), "score": decision.score}


def as_statement(statement: Statement) -> dict[str, Any]:
    """A statement's fields by name, with its quotation and citation."""
    return {
        "actor": statement.actor.name if statement.actor else None,
        "role": str(statement.role),
        "verb": statement.verb,
        "matter": statement.matter,
        "condition": statement.condition or None,
        "modality": statement.modality or None,
        "negative": statement.negative,
        "lead_in": statement.passage.lead_in or None,
        "quote": statement.passage.text,
        "citation": as_citation(statement.passage.citation),
    }


def _passage(found: Found) -> dict[str, Any]:
    return {
        "lead_in": found.passage.lead_in or None,
        "quote": found.passage.text,
        "citation": as_citation(found.passage.citation),
        "score": found.score,
    }


def as_citation(citation: Citation) -> dict[str, Any]:
    """A citation's fields by name."""
    return {
        "document": citation.document,
        "section": citation.section,
        "file": citation.file,
        "page": citation.page,
        "line": citation.line,
        "standing": str(citation.standing),
    }
