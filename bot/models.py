"""The nouns: documents, sections, passages, statements, actors, queries' answers. All frozen, none of them acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

# Stands for a word that the texts do not have, in what is kept of a question: what goes on from it is not found either.
WITHHELD = "ʘʘʘʘ"


class Role(StrEnum):
    """What an actor does about a matter. The Swedish verbs behind each stand in `bot/language/roles.yaml`."""

    DECIDES = "decides"
    RESPONSIBLE = "responsible"
    COORDINATES = "coordinates"
    PREPARES = "prepares"
    ASSESSES = "assesses"
    SUPPORTS = "supports"
    IMPLEMENTS = "implements"
    CONSULTED = "consulted"
    FOLLOWS_UP = "follows_up"
    INFORMS = "informs"


class Standing(StrEnum):
    """Whether a text binds. Only `ADOPTED`, `IN_FORCE` and `UNKNOWN` are cited without a mark."""

    PROPOSAL = "proposal"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    FUTURE = "future"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """The verdict on a question: a statement, a fact, silence, or how to use the bot."""

    ANSWERED = "answered"
    PASSAGES = "passages"
    NOT_FOUND = "not_found"
    HELP = "help"


class Asking(IntEnum):
    """How surely a message that nobody addressed to the bot asks it something."""

    NO = 0
    PERHAPS = 1  # a question, or a fragment that goes on from one: answered only if the texts answer it
    YES = 2  # asks who decides, is responsible, and so on


@dataclass(frozen=True, slots=True)
class Actor:
    """A body or office: one canonical name, the other names it goes by, and the bodies it is a kind of."""

    name: str
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known about a text beyond its words, from the YAML beside it, its own front matter, or its first page.

    Dates are year-month-day, or "" where nobody tells; `replaces` is the text before it, in the words that name it.
    """

    title: str
    reference: str = ""
    issuer: str = ""
    kind: str = ""
    standing: Standing = Standing.UNKNOWN
    adopted: str = ""
    address: str = ""
    valid_from: str = ""
    valid_until: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row as it stands in a file.

    `lines` holds, for each line of `text`, the offset in `text` where it begins and its number in the file (from 1); where
    a file has no lines, the number of the paragraph, or of the line counted through all pages. `pages` holds the same of pages, where
    there are any. A `level` is a heading's rank or a list item's depth, from 1, or 0 where the file does not tell; `mark` is what
    an item is counted by ("a)", "3."; "" for a bullet). A row carries its table's header cells.
    """

    kind: str  # heading | paragraph | item | row
    text: str
    lines: tuple[tuple[int, int], ...]
    level: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands. `section` is the heading path; `page` is None where the file has no pages.

    `paragraph` is the number of the paragraph under its heading, from 1, and `point` the mark of the list item ("a)"); both may be
    unknown (0, ""). Where not `lined`, `line` counts paragraphs and is for programs: a reader of the file cannot count them.
    """

    document: str
    section: str
    file: str
    page: int | None
    line: int
    standing: Standing
    paragraph: int = 0
    point: str = ""
    lined: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: a sentence, a list item with its lead-in, a table row with its header, or a heading.

    `text` and `lead_in` are verbatim but for folded white space; `ordinal` counts the passages of its
    document from 0.
    """

    ordinal: int
    kind: str  # sentence | item | row | heading
    text: str
    lead_in: str
    heading: tuple[str, ...]
    citation: Citation
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other passage: its file and its number there. Keys sort in the order of the texts."""
        return self.citation.file, self.ordinal


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor as a text or a question names it.

    `name` is what it is called in an answer (a canonical name where the actor is known), `keys` what it is compared by:
    one key for each body in it ("alla nämnder och bolagsstyrelser" has two).
    """

    name: str
    keys: tuple[str, ...]
    plural: bool = False
    generic: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One *actor – role – matter* found in a passage.

    `actor` is None where the text names nobody (a passive without agent). `verb`, `matter` and `condition` are the
    text's own words; `past` tells of something that happened once ("har utarbetat"). `inner` are roles that verbs inside the matter have ("ansvarar för att *ta fram* …").
    """

    actor: ActorMention | None
    role: Role
    verb: str
    matter: str
    passage: Passage
    rule: str
    condition: str = ""
    modality: str = ""
    negative: bool = False
    past: bool = False
    inner: tuple[Role, ...] = ()

    @property
    def told_as(self) -> str:
        """By which word its role is told: the role's own, or where the matter holds the verb, that it is a permission or a task."""
        return {"permission": "permission", "task": "task", "passive_task": "task", "deed": "task"}.get(
            self.rule, str(self.role)
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A passage with a role verb that no rule could read surely."""

    passage: Passage
    verb: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful in the texts: `code` names the sentence under `problems` in says/*.yaml, `values` fill it in.

    `line` is 0 where it concerns a whole file. What is `severe` keeps the file as it is now out of the answers; `kept` tells that
    what it held before is still in use.
    """

    file: str
    line: int
    code: str
    values: tuple[tuple[str, str], ...] = ()
    severe: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the knowledge folder, read: what it is, its passages and its statements, in the text's order.

    `problems` are what is doubtful about the reading; `confirmed` tells whether a person told the standing, and `actors` are bodies
    with the abbreviations that the text itself gives them. `words` tells in how many passages each word stands, `links` are the addresses that it leads to, each with its line.
    """

    file: str
    info: DocumentInfo
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    unread: tuple[Unread, ...]
    problems: tuple[Problem, ...] = ()
    confirmed: bool = False
    actors: tuple[Actor, ...] = ()
    links: tuple[tuple[int, str], ...] = ()
    words: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """An asserted statement, with its score (0–1: the share of answers that fitted their questions as well and were right).

    `headline` is the statement in one line, in the language of the answer.
    """

    statement: Statement
    score: float
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage shown as a fact or as the nearest text, with its score (0–1)."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """A word or phrase of the question and the words of the text that it was found as ("" where it was not found)."""

    asked: str
    found: str


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A short answer that a person wrote beside the texts, as notes.yaml has it: the questions that it answers, in one or more
    wordings each, and for how long.

    Dates are year-month-day, or "" where nobody tells; `answer_en` is "" where there is no answer in English. `line` is where it
    begins in the file.
    """

    id: str
    questions: tuple[str, ...]
    answer: str
    answer_en: str = ""
    source: str = ""
    owner: str = ""
    valid_from: str = ""
    valid_until: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is shown: in the language of the answer, and never as words of the texts."""

    id: str
    text: str
    source: str
    owner: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a question can be handed over to.

    `to` is the id of a person or channel in Slack, or an e-mail address; `group` is a user group that is mentioned in that channel.
    `name` is how it is called ("" where nobody tells), `rule` the setting that it comes from.
    """

    to: str
    group: str = ""
    name: str = ""
    rule: str = ""

    @property
    def by_mail(self) -> bool:
        """Whether it is an e-mail address."""
        return "@" in self.to

    @property
    def personal(self) -> bool:
        """Whether it is one person in Slack."""
        return self.to[:1] in ("U", "W") and not self.by_mail


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts: of documents by their file, of bodies by their key, of channels by their id, and of everything else."""

    default: Contact | None = None
    documents: Mapping[str, Contact] = field(default_factory=dict)
    actors: Mapping[str, Contact] = field(default_factory=dict)
    channels: Mapping[str, Contact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. `text` is the whole answer as plain text, `notes` are codes for programs.

    `opening` holds the lines before the first quotation, `matches` tell why the first decision or passage was found, and
    `examples` are questions to try, where the answer is help. `asked` is the role that the question asks for, if any, and
    `listing` is set where all that a body does was asked for. `suggestions` are questions that may have been meant where nothing
    was found; the texts answer each. `note` is what a person wrote about this very question: it stands first in `text`, and what the texts
    say follows as without it.
    """

    question: str
    language: str
    status: Status
    text: str
    decisions: tuple[Decision, ...] = ()
    passages: tuple[Found, ...] = ()
    unknown_words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    asked: Role | None = None
    matches: tuple[Match, ...] = ()
    examples: tuple[str, ...] = ()
    listing: bool = False
    suggestions: tuple[str, ...] = ()
    note: Note | None = None
