"""The steps joined: texts are read, indexed, and asked. Needs no network and knows nothing of Slack."""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.answering.evidence import passage_zones, statement_evidence
from bot.answering.marks import Understanding
from bot.answering.query import Intent, Query
from bot.answering.ranking import Shown, rank_passages, rank_statements
from bot.answering.talk import how_asked, keep_topic
from bot.answering.understand import understand
from bot.answering.verdict import judge
from bot.answering.why import find_matches
from bot.answering.wording import headline, open_answer, suggest, word_answer
from bot.config import Config
from bot.ingest.folder import Library, read_folder
from bot.language.bodies import Directory
from bot.language.spelling import Speller
from bot.language.thesaurus import load_tables
from bot.language.vocabulary import Vocabulary
from bot.language.words import tokenise, words
from bot.models import Answer, Asking, Decision, Found, Passage, Role, Statement, Status
from bot.retrieval.index import Index

_THREAD = 5  # earlier questions that a follow-up may go on from
_REMEMBERED = 256  # questions whose understanding is kept for what is asked of them next
_SWEDISH_ORDER = str.maketrans("åäö", "{|}")  # behind z, in this order
_CANDIDATES = 300  # passages that are looked at closely for one question


class Engine:
    """Answers over one reading of the texts. Nothing in it changes after it is made, so that it may be swapped whole."""

    def __init__(self, library: Library, config: Config) -> None:
        self.library = library
        self.config = config
        self.directory = Directory(library.actors)
        self.passages: tuple[Passage, ...] = tuple(p for d in library.documents for p in d.passages)
        self.statements: tuple[Statement, ...] = tuple(s for d in library.documents for s in d.statements)
        texts = [f"{p.text} {p.lead_in}" for p in self.passages]
        self._vocabulary = Vocabulary(texts, (*load_tables("sv").topic_words, *_names(library, "sv")))
        self._spellers: dict[str, Speller] = {}
        self._base = Understanding(self.directory, self._vocabulary, self._speller, config.answers.language)
        self._understood = lru_cache(_REMEMBERED)(self._understand)
        settings = config.retrieval
        self._index = Index(self.passages, k1=settings.k1, b=settings.b, ngram=settings.ngram)
        self._bodies = [
            frozenset(
                k
                for one in self.directory.find(tokenise(f"{p.text} . {p.lead_in} . {' '.join(p.heading[-1:])}"))
                for k in one.mention.keys
            )
            for p in self.passages
        ]
        self._passage_zones = [passage_zones(p, self._vocabulary) for p in self.passages]
        self._evidence = [
            statement_evidence(s, self._vocabulary, before=self._before(s.passage)) for s in self.statements
        ]

    def ask(self, question: str, thread: Sequence[str] = (), *, language: str = "") -> Answer:
        """Return the answer to `question`; `thread` holds the questions before it, oldest first.

        `language` ("sv" or "en") is that of the answer where the question does not show one; "" stands for the configured one.
        Never raises for any text: what cannot be understood gets the answer that the texts do not say.
        """
        query = self._understood(question, tuple(thread[-_THREAD:]), language)
        wanted = dict.fromkeys(query.stems, 1.0)
        for topic in query.topics:
            wanted.update((word, 1.0) for option in topic.options for word in option)
        hits = {hit.ordinal: hit.score for hit in self._index.search(wanted, top_k=_CANDIDATES)}
        most = max(hits.values(), default=1.0)
        passages = rank_passages(
            query,
            [
                Shown(self.passages[i], self._passage_zones[i], self._bodies[i], score / most)
                for i, score in hits.items()
            ],
            self.directory,
        )
        named = {key for mention in query.actors for key in mention.keys}
        statements = rank_statements(
            query,
            [
                (statement, found)
                for statement, found in zip(self.statements, self._evidence, strict=True)
                if named or statement.passage.ordinal in hits
            ],
            self.directory,
        )
        limits = self.config.answers
        verdict = judge(query, statements, passages, most=limits.most_decisions, most_passages=limits.most_passages)
        helps = verdict.status is Status.HELP
        examples = self.suggest(query.language) if helps else ()
        first = [c.statement.passage for c in verdict.statements[:1]] or [c.passage for c in verdict.passages[:1]]
        return Answer(
            question=question,
            language=query.language,
            status=verdict.status,
            text=word_answer(query, verdict, self.directory, contact=self.config.contact, examples=examples),
            decisions=tuple(
                Decision(
                    c.statement, round(min(c.score, 1.0), 4), headline(c.statement, self.directory, query.language)
                )
                for c in verdict.statements
            ),
            passages=tuple(Found(c.passage, round(min(c.score, 1.0), 4)) for c in verdict.passages),
            unknown_words=verdict.unknown,
            notes=verdict.notes,
            opening=tuple(open_answer(query, verdict)),
            asked=query.role,
            matches=find_matches(query.topics, first[0], self._vocabulary) if first else (),
            examples=tuple(examples),
            listing=query.intent is Intent.WHAT,
        )

    def suggest(self, language: str) -> list[str]:
        """Up to four questions in "sv" or "en" that these texts answer."""
        return suggest(self.statements, language, self.directory)

    def keep_topic(self, question: str) -> str:
        """What of a question may be kept, to be given as part of `thread` with those that follow; "" for one about the bot.

        Only words of the texts and of the word lists are in it: no name, no number, no word that the texts lack.
        """
        query = self._understood(question, (), "")
        return "" if query.intent is Intent.HELP else keep_topic(query, self._base)

    def how_asked(self, question: str, *, follows: bool, same_person: bool = False) -> Asking:
        """How surely a message that nobody addressed to the bot asks it something (see Asking).

        `follows` tells whether the bot has answered in the thread, `same_person` whether it was the writer who asked last.
        """
        return how_asked(self._understood(question, (), ""), follows=follows, same_person=same_person)

    def of_body(self, name: str, language: str) -> list[Decision]:
        """All that the body called `name` decides and is responsible for, in the order of the roles, then of the texts."""
        order = list(Role)
        own = [s for s in self.statements if s.actor is not None and s.actor.name == name and not s.past]
        own.sort(key=lambda s: (order.index(s.role), s.passage.ordinal))
        return [Decision(s, 1.0, headline(s, self.directory, language)) for s in own]

    def bodies(self) -> list[str]:
        """The bodies that the texts say something of, in alphabetical order (å ä ö last)."""
        names = {s.actor.name for s in self.statements if s.actor is not None and not s.past}
        return sorted(names, key=_alphabetical)

    def section(self, file: str, line: int) -> list[Passage]:
        """The passages under the heading that the passage at `line` of `file` stands under; [] where there is none."""
        inside = [p for p in self.passages if p.citation.file == file]
        at = next((p for p in inside if p.citation.line == line), None)
        return [p for p in inside if p.heading == at.heading] if at else []

    def _understand(self, question: str, thread: tuple[str, ...], language: str) -> Query:
        base = replace(self._base, default_language=language) if language else self._base
        return understand(question, thread, base)

    def _before(self, passage: Passage) -> str:
        """The two sentences before a sentence under the same heading."""
        near = self.passages[max(0, passage.ordinal - 2) : passage.ordinal]
        return " ".join(p.text for p in near if p.heading == passage.heading and p.kind == "sentence")

    def _speller(self, language: str) -> Speller:
        """The speller of a language, made when it is first needed."""
        if language not in self._spellers:
            texts = {word for p in self.passages for word in words(p.text)} if language == "sv" else set()
            known = (*texts, *load_tables(language).vocabulary, *_names(self.library, language))
            self._spellers[language] = Speller(known)
        return self._spellers[language]


def load_engine(config: Config, knowledge: Path | None = None) -> Engine:
    """Read the texts (of `knowledge` instead of the configured folder, if given) and return an engine over them.

    Raises UserError for a folder or YAML that is wrong; a single text that cannot be read is a Problem of its library.
    """
    gc.disable()  # what is made here is kept: looking for garbage among it only takes time
    try:
        return Engine(read_folder(knowledge or config.knowledge), config)
    finally:
        gc.enable()


def _alphabetical(name: str) -> str:
    """`name` so that comparing it by code points gives the order of the Swedish alphabet."""
    return unicodedata.normalize("NFC", name).lower().translate(_SWEDISH_ORDER)


def _names(library: Library, language: str) -> list[str]:
    """The words of the actors' names in a language."""
    named = [(*a.english,) if language == "en" else (a.name, *a.aliases, *a.abbreviations) for a in library.actors]
    return sorted({word for names in named for name in names for word in words(name)})
