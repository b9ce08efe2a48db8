"""`explain`: what each step made of a question, for those who tend the texts and the words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.cli.loading import open_engine
from bot.config import Config
from bot.engine import Considered, Engine

_HITS, _TERMS, _RANKED = 5, 6, 8


def run_explain(config: Config, knowledge: Path | None, question: str) -> int:
    """Print how `question` was understood, what was retrieved and ranked, and why the verdict fell as it did."""
    engine = open_engine(config, knowledge)
    considered = engine.consider(question)
    for line in (
        *_query(considered),
        *_words(considered, engine),
        *_retrieved(considered, engine),
        *_ranked(considered),
        *_verdict(considered),
    ):
        print(line)
    note = engine.ask(question).note
    print(f"note: {note.id if note else 'none'}")
    return 0


def _query(considered: Considered) -> Iterator[str]:
    query = considered.query
    yield "question"
    yield f"  language {query.language}, wants {query.intent}, roles {', '.join(query.roles) or '-'}"
    yield f"  bodies   {', '.join(actor.name for actor in query.actors) or '-'}"
    others = {
        "scope": query.scope, "kind of fact": query.typed, "amounts": ", ".join(f"{one.value:g} ({one.kind})" for one in query.amounts), "texts": ", ".join(sorted(query.texts)),
        "read as": ", ".join(f"{wrong} -> {right}" for wrong, right in query.corrections),
    }  # fmt: skip
    yield from (f"  {name:<8} {value}" for name, value in others.items() if value)
    yield "topics (what must stand in a text; * may be missing; telling: how rare it is)"
    for topic in query.topics:
        phrases = [" ".join(option) for option in topic.options]
        yield f"  {topic.text}{'' if topic.required else ' *'}: telling {topic.telling:.2f}, {'known' if topic.known else 'UNKNOWN to the texts'}"
        yield f"    as {', '.join(phrases)}"
        if topic.related:
            yield f"    near {', '.join(' '.join(option) for option in topic.related)}"
        if topic.parts:
            yield f"    parts {' + '.join('/'.join(part) for part in topic.parts)}"


def _words(considered: Considered, engine: Engine) -> Iterator[str]:
    query = considered.query
    yield f"words as they are searched for{' (after spelling)' if query.corrections else ''}: weight, stem, n-grams; parts; passages that have them"
    for word in dict.fromkeys(query.words):
        made = engine.analyse(word)
        parts = f"; parts {' + '.join(made.parts)}" if made.parts else ""
        yield f"  {word}: {made.weight:g}, {made.stem}, {' '.join(made.ngrams)}{parts}; in {made.passages}"
    added = {word: weight for word, weight in considered.wanted.items() if word not in map(str.lower, query.words)}
    if added:
        yield f"  from the thesaurus: {', '.join(f'{word} {weight:g}' for word, weight in added.items())}"


def _retrieved(considered: Considered, engine: Engine) -> Iterator[str]:
    yield f"retrieved: {len(considered.hits)} passages by BM25, the best, each with what its score is made of (field:term weight = score)"
    for place in list(considered.hits)[:_HITS]:
        file, number = place
        yield f"  {considered.hits[place]:7.2f}  {file} #{number}"
        made = engine.contributions(considered, place)
        told = [f"{one.field}:{one.term} {one.weight:g} = {one.score:.2f}" for one in made[:_TERMS]]
        rest = sum(one.score for one in made[_TERMS:])
        yield f"           {', '.join(told)}{f'; {len(made) - _TERMS} others = {rest:.2f}' if made[_TERMS:] else ''}"


def _ranked(considered: Considered) -> Iterator[str]:
    yield "statements (covered: the share of the topics; ! what is missing tells too much)"
    for one in considered.statements[:_RANKED]:
        statement, coverage = one.statement, one.coverage
        marks = [
            name
            for name, fits in (("role", one.role_fits), ("body", one.actor_fits), ("anchored", one.anchored))
            if fits
        ]
        missing = f", missing {', '.join(topic.text for topic in coverage.missing)}" if coverage.missing else ""
        name = statement.actor.name if statement.actor else "-"
        yield f"  {one.score:.3f}  {name} | {statement.role} | {statement.matter}"
        yield f"         covered {coverage.share:.2f}{'!' if coverage.decisive else ''}{missing}; fits {', '.join(marks) or 'nothing'}"
    yield "passages"
    for found in considered.passages[:_RANKED]:
        yield f"  {found.score:.3f}  covered {found.coverage.share:.2f}{'!' if found.coverage.decisive else ''}  {found.passage.text[:90]}"


def _verdict(considered: Considered) -> Iterator[str]:
    verdict = considered.verdict
    yield f"verdict: {verdict.status}{', ' + verdict.yes_no if verdict.yes_no else ''}; notes {', '.join(verdict.notes) or '-'}"
    needed = considered.needed
    yield (
        f"  a statement is asserted that covers {needed['assert_statement']:g}, in the role asked for, {needed['anchored']:g} of it without its verb; where "
        f"no missing word tells more than {needed['missing_share']:g} of the question, none that the texts lack more than {needed['unknown_share']:g}"
    )
    if verdict.unknown:
        yield f"  not found: {', '.join(verdict.unknown)}"
    for one in verdict.statements:
        yield f"  asserted: {one.statement.actor.name if one.statement.actor else '-'} | {one.statement.role} | {one.statement.matter}"
    for one in verdict.near[:_RANKED]:
        yield f"  near: {one.statement.actor.name if one.statement.actor else '-'} | {one.statement.role} | {one.statement.matter}"
    for found in verdict.passages if verdict.status == "passages" else ():
        yield f"  shown: {found.passage.text[:90]}"
