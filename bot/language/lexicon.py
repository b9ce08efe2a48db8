"""The YAML of this folder as one frozen object: role verbs, turns of phrase, common verbs, abbreviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.errors import UserError
from bot.language.words import words
from bot.models import Role
from bot.yamlfile import Node, as_list, as_mapping, as_text, as_words, known_keys, read_yaml

FOLDER = Path(__file__).parent

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleVerb:
    """One row of roles.yaml: a verb and how it meets its matter."""

    role: Role
    infinitive: str
    companions: frozenset[str]
    keep: bool
    particles: frozenset[str]
    needs_particle: bool
    near: bool = False
    heard: bool = False


@dataclass(frozen=True, slots=True)
class VerbForm:
    """A word as a form of a role verb."""

    verb: RoleVerb
    form: str  # infinitive | present | past | supine
    passive: bool


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun phrase that hands out a role: "ansvaret för …", "beslut om …"."""

    role: Role
    nouns: tuple[Phrase, ...]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of the Swedish of governance texts. Words are lower-case; phrases are tuples of words."""

    forms: Mapping[str, tuple[VerbForm, ...]]
    nominals: tuple[Nominal, ...]
    kept_in_duty: frozenset[Role]
    clauses: Mapping[str, tuple[Phrase, ...]]
    single: Mapping[str, frozenset[str]]
    modality: Mapping[Phrase, str]
    finite_verbs: frozenset[str]
    infinitives: frozenset[str]
    acts: frozenset[str]  # present forms of common verbs that tell of something done ("betalar")
    functions: frozenset[str]  # what a body may be for others ("arkivmyndighet")
    passives: frozenset[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]

    def words_of(self, name: str) -> frozenset[str]:
        """The one-word entries of a list of clauses.yaml."""
        return self.single[name]


@cache
def load_yaml(name: str) -> Mapping[str, Node]:
    """Read one of this folder's files as a mapping."""
    return as_mapping(read_yaml(FOLDER / name), name)


@cache
def load_lexicon() -> Lexicon:
    """Read roles.yaml, clauses.yaml, verbs.yaml and abbreviations.yaml. Raises UserError for a fault in one of them."""
    roles = load_yaml("roles.yaml")
    verbs = [
        _verb(name, row) for name, rows in as_mapping(roles["roles"], "roles").items() for row in as_list(rows, name)
    ]
    forms: dict[str, tuple[VerbForm, ...]] = {}
    for verb, principal in verbs:
        for word, form, passive in _forms(principal):
            if verb.heard and not passive:
                continue
            forms[word] = (*forms.get(word, ()), VerbForm(verb, form, passive))
    clauses = load_yaml("clauses.yaml")
    listed = {name: _phrases(node, name) for name, node in clauses.items() if isinstance(node, list)}
    for outer in ("conditions", "pronouns"):
        for inner, node in as_mapping(clauses[outer], outer).items():
            listed[f"{outer}.{inner}"] = _phrases(node, inner)
    modality = {
        phrase: name
        for name, node in as_mapping(clauses["modality"], "modality").items()
        for phrase in _phrases(node, name)
    }
    pairs = [entry.split() for entry in as_words(load_yaml("verbs.yaml")["verbs"], "verbs.yaml: verbs")]
    if bad := [pair for pair in pairs if len(pair) != 2]:
        raise UserError(f"verbs.yaml: {' '.join(bad[0])!r} should be two words, infinitive and present")
    role_words = {word for word, all_forms in forms.items() if any(f.form == "present" for f in all_forms)}
    role_infinitives = {word for word, all_forms in forms.items() if any(f.form == "infinitive" for f in all_forms)}
    short = load_yaml("abbreviations.yaml")
    return Lexicon(
        forms=forms,
        nominals=tuple(_nominal(name, row) for name, row in as_mapping(roles["nominals"], "nominals").items()),
        kept_in_duty=frozenset(Role(name) for name in as_words(roles["kept_in_duty"], "kept_in_duty")),
        clauses=listed,
        single={
            name: frozenset(phrase[0] for phrase in phrases if len(phrase) == 1) for name, phrases in listed.items()
        },
        modality=modality,
        finite_verbs=frozenset(
            ({present for _, present in pairs} | {_passive(present) for _, present in pairs} | role_words)
            - {phrase[0] for phrase in listed["prepositions"]}  # "för" is seldom a verb
        ),
        infinitives=frozenset({infinitive for infinitive, _ in pairs} | role_infinitives),
        acts=frozenset(
            present
            for infinitive, present in pairs
            if (infinitive,) not in listed["no_acts"] and not present.endswith("s")
        ),
        functions=frozenset(
            word
            for verb, _ in verbs
            if verb.keep and (verb.infinitive,) in listed["copulas"]
            for word in verb.companions
        ),
        passives=frozenset({_passive(form) for pair in pairs for form in pair}),
        abbreviations=frozenset(as_words(short["abbreviations"], "abbreviations")),
        closing=frozenset(as_words(short["closing"], "closing")),
    )


def infinitives(spoken: Sequence[str]) -> frozenset[str]:
    """The infinitives of the role verbs among words in small letters ("antas" → "anta")."""
    forms = load_lexicon().forms
    return frozenset(form.verb.infinitive for word in spoken for form in forms.get(word, ()))


def _verb(role: str, row: Node) -> tuple[RoleVerb, tuple[str, ...]]:
    where = f"roles.yaml: roles.{role}"
    fields = as_mapping(row, where)
    known_keys(fields, ("forms", "with", "keep", "particles", "bare", "near", "heard"), where)
    forms = as_words(fields.get("forms"), f"{where}: forms")
    if role not in list(Role):
        raise UserError(f"{where}: not a role; known: {', '.join(Role)}")
    verb = RoleVerb(
        role=Role(role),
        infinitive=forms[0],
        companions=frozenset(as_words(fields.get("with"), f"{where}: with")),
        keep=as_text(fields.get("keep"), where) == "yes",
        particles=frozenset(as_words(fields.get("particles"), f"{where}: particles")),
        needs_particle=as_text(fields.get("bare"), where) == "no",
        near=as_text(fields.get("near"), where) == "yes",
        heard=as_text(fields.get("heard"), where) == "yes",
    )
    return verb, forms


def _forms(principal: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """The active forms as given and the passive ones made from them: (word, form, passive)."""
    names = ("infinitive", "present", "past", "supine")
    made = [(word, name, False) for word, name in zip(principal, names, strict=False)]
    for word, name, _ in list(made):
        made.append((_passive(word), name, True))
    if principal[1].endswith("er"):
        made.append((principal[1][:-2] + "es", "present", True))
    return made


def _passive(word: str) -> str:
    """The s-passive of one form: "beslutar" → "beslutas", "fastställer" → "fastställs", "bestämmer" → "bestäms", "besluta" → "beslutas"."""
    if word.endswith("er"):
        return (word[:-3] if word.endswith("mmer") else word[:-2]) + "s"
    return (word[:-1] if word.endswith("ar") else word) + "s"


def _nominal(role: str, row: Node) -> Nominal:
    fields = as_mapping(row, f"roles.yaml: nominals.{role}")
    return Nominal(
        role=Role(role),
        nouns=_phrases(fields["nouns"], role),
        particles=frozenset(as_words(fields.get("particles"), f"roles.yaml: nominals.{role}: particles")),
    )


def _phrases(node: Node, where: str) -> tuple[Phrase, ...]:
    """Phrases as tuples of words, the longest first so that it is tried first."""
    return tuple(sorted((tuple(words(text)) for text in as_words(node, where)), key=len, reverse=True))
