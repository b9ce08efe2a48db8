"""config.yaml as one frozen object, read at start and trusted from then on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError, UserError
from bot.yamlfile import Node, as_mapping, as_text, known_keys, read_yaml

DEFAULT_PATH = "config.yaml"


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """BM25's two constants and the length of letter n-grams."""

    k1: float = 1.2
    b: float = 0.75
    ngram: int = 4


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """How much is shown, and in which language where the question does not tell."""

    language: str = "sv"
    most_decisions: int = 6
    most_passages: int = 3


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set, but for secrets (those come from the environment only)."""

    knowledge: Path
    contact: str = ""
    answers: AnswerConfig = field(default_factory=AnswerConfig)
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)


def config_path() -> Path:
    """The file named by BOT_CONFIG, else `config.yaml` in the working directory."""
    return Path(os.environ.get("BOT_CONFIG") or DEFAULT_PATH)


def read_config(path: Path) -> Config:
    """Read and check `path`; a relative `knowledge` counts from the file's own folder.

    Raises ConfigError that names the file, the key, the value and what would be accepted.
    """
    try:
        root = as_mapping(read_yaml(path), str(path))
        known_keys(root, ("knowledge", "contact", "answers", "retrieval"), str(path))
        answers = _section(root, "answers", ("language", "most_decisions", "most_passages"), path)
        retrieval = _section(root, "retrieval", ("k1", "b", "ngram"), path)
        folder = as_text(root.get("knowledge", "knowledge"), f"{path}: knowledge")
        if not folder.strip():
            raise ConfigError(f"{path}: knowledge is empty; name the folder that holds the texts")
        contact = as_text(root.get("contact"), f"{path}: contact").strip()
    except ConfigError:
        raise
    except UserError as error:
        raise ConfigError(str(error)) from None
    default_answers, default_retrieval = AnswerConfig(), RetrievalConfig()
    return Config(
        knowledge=(path.parent / folder),
        contact=contact,
        answers=AnswerConfig(
            language=_choice(answers, "answers.language", ("sv", "en"), default_answers.language, path),
            most_decisions=_whole(answers, "answers.most_decisions", (1, 40), default_answers.most_decisions, path),
            most_passages=_whole(answers, "answers.most_passages", (1, 20), default_answers.most_passages, path),
        ),
        retrieval=RetrievalConfig(
            k1=_number(retrieval, "retrieval.k1", (0.0, 3.0), default_retrieval.k1, path),
            b=_number(retrieval, "retrieval.b", (0.0, 1.0), default_retrieval.b, path),
            ngram=_whole(retrieval, "retrieval.ngram", (2, 8), default_retrieval.ngram, path),
        ),
    )


def _section(root: Mapping[str, Node], name: str, keys: tuple[str, ...], path: Path) -> Mapping[str, Node]:
    section = as_mapping(root.get(name), f"{path}: {name}")
    known_keys(section, keys, f"{path}: {name}")
    return section


def _value(section: Mapping[str, Node], key: str, path: Path) -> str | None:
    node = section.get(key.rsplit(".", maxsplit=1)[-1])
    return None if node is None else as_text(node, f"{path}: {key}")


def _choice(section: Mapping[str, Node], key: str, choices: tuple[str, ...], default: str, path: Path) -> str:
    value = _value(section, key, path)
    if value is None:
        return default
    if value not in choices:
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: {', '.join(choices)}")
    return value


def _number(section: Mapping[str, Node], key: str, limits: tuple[float, float], default: float, path: Path) -> float:
    value = _value(section, key, path)
    if value is None:
        return default
    low, high = limits
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: a number from {low:g} to {high:g}")
    return number


def _whole(section: Mapping[str, Node], key: str, limits: tuple[int, int], default: int, path: Path) -> int:
    value = _value(section, key, path)
    if value is None:
        return default
    low, high = limits
    if not value.isascii() or not value.isdigit() or len(value) > 6 or not low <= int(value) <= high:
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: a whole number from {low} to {high}")
    return int(value)
