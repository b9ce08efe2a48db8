"""The steps joined: texts are read, indexed, and asked. Needs no network and knows nothing of Slack."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from bot.answering.evidence import passage_zones, statement_evidence
from bot.answering.marks import Understanding
from bot.answering.ranking import Shown, rank_passages, rank_statements
from bot.answering.understand import understand
from bot.answering.verdict import judge
from bot.answering.wording import suggest, word_answer
from bot.config import Config
from bot.ingest.folder import Library, read_folder
from bot.language.bodies import Directory
from bot.language.spelling import Speller
from bot.language.thesaurus import load_tables
from bot.language.vocabulary import Vocabulary
from bot.language.words import tokenise, words
from bot.models import Answer, Decision, Found, Passage, Statement, Status
from bot.retrieval.index import Index

_THREAD = 5  # earlier questions that a follow-up may go on from
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

    def ask(self, question: str, thread: Sequence[str] = ()) -> Answer:
        """Return the answer to `question`; `thread` holds the questions before it, oldest first.

        Never raises for any text: what cannot be understood gets the answer that the texts do not say.
        """
        query = understand(question, thread[-_THREAD:], self._base)
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
        examples = suggest(self.statements, query.language, self.directory) if helps else []
        return Answer(
            question=question,
            language=query.language,
            status=verdict.status,
            text=word_answer(query, verdict, self.directory, contact=self.config.contact, examples=examples),
            decisions=tuple(Decision(c.statement, round(min(c.score, 1.0), 4)) for c in verdict.statements),
            passages=tuple(Found(c.passage, round(min(c.score, 1.0), 4)) for c in verdict.passages),
            unknown_words=verdict.unknown,
            notes=verdict.notes,
        )

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


def _names(library: Library, language: str) -> list[str]:
    """The words of the actors' names in a language."""
    named = [(*a.english,) if language == "en" else (a.name, *a.aliases, *a.abbreviations) for a in library.actors]
    return sorted({word for names in named for name in names for word in words(name)})
