"""The steps joined: texts that were read are indexed, and asked. Needs no network and knows nothing of Slack."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import islice

from bot.answering.asked_facts import is_of_memo
from bot.answering.calibration import calibration
from bot.answering.choices import find_choices
from bot.answering.contact import choose_contact
from bot.answering.evidence import Zone, Zones
from bot.answering.facts import is_told, words_to_find
from bot.answering.marks import NamedText, Understanding
from bot.answering.notes import Notebook, as_note
from bot.answering.passages import PassageCandidate, rank_passages
from bot.answering.query import Intent, Query
from bot.answering.ranking import Candidate, rank_statements
from bot.answering.several import join_verdicts, questions_in
from bot.answering.sureness import how_sure
from bot.answering.talk import how_asked, keep_topic, topic_words
from bot.answering.understand import understand
from bot.answering.verdict import Verdict, judge
from bot.answering.why import find_matches
from bot.answering.wording import headline, open_answer, suggest, word_answer, word_note
from bot.config import Config
from bot.ingest.definitions import add_actors
from bot.ingest.folder import Library
from bot.language.analysis import ngrams, stems, weigh
from bot.language.bodies import Directory
from bot.language.dictionary import read_list
from bot.language.english import load_english
from bot.language.heads import head_forms
from bot.language.kept import make_room
from bot.language.patterns import load_patterns
from bot.language.places import own_place
from bot.language.spelling import Speller
from bot.language.thesaurus import load_tables
from bot.language.vocabulary import Vocabulary
from bot.language.words import key, words
from bot.models import Actor, Answer, Asking, Contact, Decision, Document, Found, Passage, Role, Statement, Status
from bot.phrasebook import LANGUAGES
from bot.retrieval.index import Contribution, Hit, Index, IndexSettings
from bot.shelf import Held, Place, Shelf, entries, hold

_THREAD = 5  # earlier questions that a follow-up may go on from
_REMEMBERED = 256  # questions whose understanding is kept for what is asked of them next
_SWEDISH_ORDER = str.maketrans("åäö", "{|}")  # behind z, in this order
# How many passages are looked at closely for one question: those whose statements may answer, and those that may be shown themselves.
# What was looked at is kept, so over few passages it costs little; over many, the best are enough, and time is short.
_FEW = 5_000
_CANDIDATES, _SHOWN = {True: 300, False: 60}, {True: 300, False: 30}  # by whether there are few passages
_WIDER = 10  # times as many where a question names the text that it asks of
_OPENING = 40  # passages of a text in which it names its municipality
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FURTHER = 600  # passages among which they are looked for where a body has more
_TRIED = 1_000  # questions that may have been meant, kept with what they lead to


@dataclass(frozen=True, slots=True)
class Considered:
    """A question on its way to an answer: what it was understood as, what was retrieved (scores by file and number), how
    statements and passages were ranked, and the verdict."""

    query: Query
    wanted: Mapping[str, float]  # the words that were searched for, with their weights
    hits: Mapping[Place, float]
    statements: tuple[Candidate, ...]
    look: Callable[[], Sequence[PassageCandidate]]
    verdict: Verdict

    @property
    def passages(self) -> Sequence[PassageCandidate]:
        """The passages that may be shown, best first. They are looked at when they are first asked for."""
        return self.look()

    @property
    def needed(self) -> Mapping[str, float]:
        """What a statement must reach to be asserted, by the names of calibration.yaml."""
        return {name: calibration(name) for name in ("assert_statement", "missing_share", "unknown_share", "anchored")}


@dataclass(frozen=True, slots=True)
class Analysed:
    """A word of a question, step by step: what it weighs, its stem, its letter n-grams, the parts of a compound, and in how many
    passages it, or a compound with it, stands."""

    word: str
    weight: float
    stem: str
    ngrams: tuple[str, ...]
    parts: tuple[str, ...]
    passages: int


class _Spellers:
    """The speller of each language, made when it is first needed."""

    def __init__(self, words_of: Mapping[str, Callable[[], Sequence[Iterable[str]]]]) -> None:
        self._words_of = words_of
        self._made: dict[str, Speller] = {}

    def __call__(self, language: str) -> Speller:
        if language not in self._made:
            self._made[language] = Speller([word for known in self._words_of[language]() for word in known])
        return self._made[language]


class Engine:
    """Answers over one reading of the texts. What it says never changes after it is made, so that it may be swapped whole.

    It holds no reference to itself: an engine that is swapped for another one is gone at once, without a search for garbage.
    """

    def __init__(
        self, library: Library, config: Config, earlier: Engine | None = None, *, index: Index | None = None
    ) -> None:
        """`earlier` is an engine over nearly the same texts: what has not changed is taken over from it. `index` is that of these
        very texts, where it was kept."""
        self.library = library
        self.config = config
        self.directory = Directory(
            add_actors(library.actors, [actor for document in library.documents for actor in document.actors])
        )
        known: Mapping[str, Held] = earlier._held if earlier and earlier.library.actors == library.actors else {}
        self._held: dict[str, Held] = {
            d.file: known[d.file] if d.file in known and known[d.file].document is d else hold(d)
            for d in library.documents
        }
        counts: Counter[str] = Counter()
        for held in self._held.values():
            counts.update(held.counts)
        names = {language: _names(self.directory.actors, language) for language in LANGUAGES}
        self._vocabulary: Vocabulary = Vocabulary(
            counts,
            sum(len(d.passages) for d in library.documents),
            (*load_tables("sv").topic_words, *names["sv"]),
            earlier._vocabulary if earlier else None,
        )
        surface = self._vocabulary.surface
        spellers = _Spellers(
            {
                "sv": lambda: (surface, load_tables("sv").vocabulary, names["sv"], head_forms()),
                "en": lambda: (load_tables("en").vocabulary, load_english().surface, names["en"]),
            }
        )
        texts = tuple(_name(d, self._vocabulary) for d in library.documents)
        self._base = Understanding(
            self.directory, self._vocabulary, spellers, config.answers.language, texts, _own_place(library)
        )
        self._understood = lru_cache(_REMEMBERED)(partial(_understand, self._base))
        self.index = index or self._make_index(earlier)
        self._few = self._vocabulary.size <= _FEW
        self._shelf = Shelf(self._held, self.directory, self._vocabulary)
        self._notebook: Notebook | None = None
        self._led: dict[tuple[str, tuple[str, ...]], tuple[Query, Verdict]] = {}

    @property
    def statements(self) -> list[Statement]:
        """All statements, in the texts' order."""
        return [s for d in self.library.documents for s in d.statements]

    def ask(self, question: str, thread: Sequence[str] = (), *, language: str = "") -> Answer:
        """Return the answer to `question`; `thread` holds the questions before it, oldest first.

        `language` ("sv" or "en") is that of the answer where the question does not show one; "" stands for the configured one.
        Never raises for any text: what cannot be understood gets the answer that the texts do not say.
        """
        considered = self.consider(question, thread, language=language)
        query, verdict = considered.query, considered.verdict
        choices = self._choices(considered, thread) if verdict.status is Status.NOT_FOUND else ()
        helps = verdict.status is Status.HELP
        examples = self.suggest(query.language) if helps else ()
        entry = self.notebook.find(question, thread[-_THREAD:], language) if self.library.notes and not helps else None
        note = as_note(entry, query.language) if entry else None
        said = word_answer(
            query,
            verdict,
            self.directory,
            contact=self.config.contact,
            examples=examples,
            choices=choices,
            noted=note is not None,
        )
        first = [c.statement.passage for c in verdict.statements[:1]] or [c.passage for c in verdict.passages[:1]]
        return Answer(
            question=question,
            language=query.language,
            status=verdict.status,
            text="\n".join([*word_note(note, verdict, query.language), said]) if note else said,
            decisions=tuple(
                Decision(c.statement, how_sure(query, c), headline(c.statement, self.directory, query.language))
                for c in verdict.statements
            ),
            passages=tuple(Found(c.passage, round(min(c.score, 1.0), 4)) for c in verdict.passages),
            unknown_words=verdict.unknown,
            notes=(*verdict.notes, *(["did_you_mean"] if choices else []), *(["note"] if note else [])),
            opening=tuple(open_answer(query, verdict, noted=note is not None)),
            asked=query.role,
            matches=find_matches(query.topics, first[0], self._vocabulary) if first else (),
            examples=tuple(examples),
            listing=query.intent is Intent.WHAT,
            suggestions=choices,
            note=note,
        )

    @property
    def notebook(self) -> Notebook:
        """The notes of the library by the questions that they answer; made when it is first needed."""
        if self._notebook is None:
            self._notebook = Notebook(self.library.notes, self._base)
        return self._notebook

    def consider(
        self,
        question: str,
        thread: Sequence[str] = (),
        *,
        language: str = "",
        among: Mapping[Place, float] | None = None,
    ) -> Considered:
        """All that leads to the answer to `question`, step by step; the arguments are those of `ask`.

        `among` holds passages, with their scores, that are looked at instead of searching for some.
        """
        parts = questions_in(question, load_patterns(self._understood(question, (), language).language))
        each = [self._consider(part, (*thread, *parts[:at]), language, among) for at, part in enumerate(parts)]
        whole = self._consider(question, thread, language, among)
        verdict = join_verdicts([one.verdict for one in each], self.config.answers.most_decisions) if each else None
        if verdict is None:
            return whole
        return replace(
            whole,
            hits={place: score for one in reversed(each) for place, score in one.hits.items()},
            statements=tuple(candidate for one in each for candidate in one.statements),
            verdict=verdict,
        )

    def _consider(
        self, question: str, thread: Sequence[str], language: str, among: Mapping[Place, float] | None
    ) -> Considered:
        """The same for one question."""
        query = self._understood(question, tuple(thread[-_THREAD:]), language)
        wanted = weigh(query.words)
        for topic in query.topics:
            wanted.update((word, 1.0) for option in topic.options[1:] for word in option)
        wanted.update((word, 1.0) for word in words_to_find(query.typed))
        if among is None:
            most = max(_CANDIDATES[self._few] * (_WIDER if query.texts else 1), _FURTHER if query.actors else 0)
            among = {(h.document, h.number): h.score for h in self.index.search(wanted, top_k=most)}
        found = {place: score for place, score in among.items() if not query.texts or place[0] in query.texts}
        look = cache(partial(self._look, query, found))
        statements_near = self._shelf.near(query, found, most=_CANDIDATES[self._few])
        near = [(s, self._shelf.evidence_of(s)) for s in statements_near]
        statements = rank_statements(query, near, self.directory)
        limits = self.config.answers
        verdict = judge(query, statements, look, most=limits.most_decisions, most_passages=limits.most_passages)
        return Considered(query, wanted, found, tuple(statements), look, verdict)

    def _look(self, query: Query, found: Mapping[Place, float]) -> Sequence[PassageCandidate]:
        """The passages among those `found` that may be shown, best first."""
        best = max(found.values(), default=1.0)
        shown = [self._shelf.look_at(place, score / best) for place, score in islice(found.items(), _SHOWN[self._few])]
        if is_told(query.typed):
            shown = [self._shelf.look_around(one, head=is_of_memo(query.typed)) for one in shown]
        return rank_passages(query, shown, self.directory)

    def analyse(self, word: str) -> Analysed:
        """What the analysis that texts and questions share makes of one word."""
        return Analysed(
            word=word,
            weight=weigh([word])[word.lower()],
            stem=stems(word)[0],
            ngrams=tuple(ngrams(word, self.config.retrieval.ngram)),
            parts=self._vocabulary.split(word),
            passages=self._vocabulary.count(key(word)),
        )

    def contributions(self, considered: Considered, place: Place) -> list[Contribution]:
        """What the score of a passage that was retrieved is made of, most first."""
        return self.index.explain(considered.wanted, Hit(*place, considered.hits[place]))

    def suggest(self, language: str) -> list[str]:
        """Up to four questions in "sv" or "en" that these texts answer."""
        return suggest(self.statements, language, self.directory)

    def warm(self) -> None:
        """Read and make what the first question that needs it would otherwise wait for: word lists, and what knows misspelt words."""
        for language in LANGUAGES:
            read_list(language)
            self._base.speller(language)
        load_english()

    def keep_topic(self, question: str) -> str:
        """What of a question may be kept, to be given as part of `thread` with those that follow; "" for one about the bot.

        Only words of the texts and of the word lists are in it: no name, no number, no word that the texts lack.
        """
        query = self._understood(question, (), "")
        return "" if query.intent is Intent.HELP else keep_topic(query, self._base)

    def topic_words(self, question: str, thread: Sequence[str] = ()) -> tuple[str, ...]:
        """What a question is about, as it is counted in the gap list: its bodies and topics, in words of the texts and of the word lists
        alone, and WITHHELD once for all other words. `thread` is as for an answer."""
        earlier = tuple(thread[-_THREAD:])
        query = self._understood(question, earlier, "")
        return () if query.intent is Intent.HELP else topic_words(query, self._base, earlier)

    def contact(self, answer: Answer, channel: str = "") -> Contact | None:
        """Whom contacts.yaml, else the configuration, names for the question of `answer`, given in the Slack channel with this id; None
        where neither names anybody."""
        asked, configured = self._understood(answer.question, (), "").actors, self.config.slack.contact
        return choose_contact(
            self.library.contacts, answer, asked, self.directory, channel=channel, configured=configured
        )

    def how_asked(self, question: str, *, follows: bool, same_person: bool = False) -> Asking:
        """How surely a message that nobody addressed to the bot asks it something (see Asking).

        `follows` tells whether the bot has answered in the thread, `same_person` whether it was the writer who asked last.
        """
        return how_asked(self._understood(question, (), ""), follows=follows, same_person=same_person)

    def of_body(self, name: str, language: str) -> list[Decision]:
        """All that the body called `name` decides and is responsible for, in the order of the roles, then of the texts."""
        order = list(Role)
        own = [s for s in self.statements if s.actor is not None and s.actor.name == name and not s.past]
        own.sort(key=lambda s: (order.index(s.role), s.passage.key))
        return [Decision(s, 1.0, headline(s, self.directory, language)) for s in own]

    def bodies(self) -> list[str]:
        """The bodies that the texts say something of, in alphabetical order (å ä ö last)."""
        names = {s.actor.name for s in self.statements if s.actor is not None and not s.past}
        return sorted(names, key=_alphabetical)

    def section(self, file: str, line: int) -> list[Passage]:
        """The passages under the heading that the passage at `line` of `file` stands under; [] where there is none."""
        inside = self._held[file].document.passages if file in self._held else ()
        at = next((p for p in inside if p.citation.line == line), None)
        return [p for p in inside if p.heading == at.heading] if at else []

    def _choices(self, considered: Considered, thread: Sequence[str]) -> tuple[str, ...]:
        """The questions that may have been meant, tried on what was retrieved. What they lead to is kept: the same ones are tried
        again and again."""

        def ask(question: str, before: Sequence[str]) -> tuple[Query, Verdict]:
            asked = question, tuple(before)
            if asked not in self._led:
                tried = self.consider(*asked, among=considered.hits)
                self._led[asked] = tried.query, tried.verdict
            return self._led[asked]

        make_room(self._led, _TRIED)
        return find_choices(considered.query, considered.verdict.near, thread[-_THREAD:], self._base, ask)

    def _make_index(self, earlier: Engine | None) -> Index:
        settings = index_settings(self.config)
        if earlier is None or earlier.index.settings != settings:
            return Index.build(((d.file, entries(self._held[d.file])) for d in self.library.documents), settings)
        before = {file: held.document.passages for file, held in earlier._held.items()}
        changed = [d.file for d in self.library.documents if before.get(d.file) is not d.passages]
        gone = [file for file in before if file in changed or file not in self._held]
        return earlier.index.changed(remove=gone, add=[(file, entries(self._held[file])) for file in sorted(changed)])


def index_settings(config: Config) -> IndexSettings:
    """How the index is made and weighed, by the configuration."""
    settings = config.retrieval
    return IndexSettings(k1=settings.k1, b=settings.b, ngram=settings.ngram, weights=dict(settings.weights))


def _own_place(library: Library) -> str:
    """The municipality that the texts are of, by their titles and how they begin."""
    return own_place(t for d in library.documents for t in (d.info.title, *(p.text for p in d.passages[:_OPENING])))


def _name(document: Document, vocabulary: Vocabulary) -> NamedText:
    """What a document may be called in a question."""
    info = document.info
    dated = f"{info.title} {info.adopted} {info.valid_from} {info.reference} {document.file}"
    zones = Zones(Zone(vocabulary.evidence(f"{info.title} {info.kind}"), 1.0))
    return NamedText(document.file, zones, frozenset(_YEAR.findall(dated)), info.standing)


def _understand(base: Understanding, question: str, thread: tuple[str, ...], language: str) -> Query:
    return understand(question, thread, replace(base, default_language=language) if language else base)


def _alphabetical(name: str) -> str:
    """`name` so that comparing it by code points gives the order of the Swedish alphabet."""
    return unicodedata.normalize("NFC", name).lower().translate(_SWEDISH_ORDER)


def _names(actors: Iterable[Actor], language: str) -> list[str]:
    """The words of the actors' names in a language."""
    named = [(*a.english,) if language == "en" else (a.name, *a.aliases, *a.abbreviations) for a in actors]
    return sorted({word for names in named for name in names for word in words(name)})


__all__ = ["Considered", "Engine", "Index", "Library", "index_settings"]
