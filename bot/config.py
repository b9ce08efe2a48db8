"""config.yaml as one frozen object, read at start and trusted from then on."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import ConfigError, UserError
from bot.yamlfile import Node, as_mapping, as_text, as_words, known_keys, read_yaml

DEFAULT_PATH = "config.yaml"
_SLACK = (
    "mode", "host", "port", "connections", "command", "follow_ups", "outsiders", "questions_per_minute", "contact", "owners", "digest", "everywhere",
    "channels",
)  # fmt: skip
_ON, _OFF = ("on", "true", "yes"), ("off", "false", "no")
_CHANNEL = ("answers", "visibility", "language")
_DIGEST = ("channel", "day", "hour", "timezone")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPERATIONS_HOST = "127.0.0.1"  # not to be set: how the bot is concerns its own machine alone
LOG_LEVELS = ("debug", "info", "warning", "error")
# What a value must look like, and how that is told.
_SLACK_ID = re.compile(r"[CDGUW][A-Z0-9]{2,}"), "the id of a channel or person in Slack, such as C024BE91L"
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}"), "a slash and small letters, such as /vembeslutar"
_HOST = re.compile(r"[A-Za-z0-9.:_-]+"), "an address of this machine, such as 127.0.0.1"


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """BM25's two constants, the length of letter n-grams, and what the score of each field of a passage is worth."""

    k1: float = 1.2
    b: float = 0.75
    ngram: int = 4
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"ngrams": 1.0, "stems": 1.0, "heading": 0.5, "actor": 0.25}
    )


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """How much is shown, and in which language where the question does not tell."""

    language: str = "sv"
    most_decisions: int = 6
    most_passages: int = 3


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """What the bot does in a channel: `answers` is off, mention or sure; `visibility` is public or private."""

    answers: str = "mention"
    visibility: str = "public"
    language: str = ""  # "" stands for answers.language


@dataclass(frozen=True, slots=True)
class DigestConfig:
    """Where the weekly digest for the texts' owners is posted ("": nowhere), and from when on in each week."""

    channel: str = ""
    day: str = "monday"
    hour: int = 8
    timezone: str = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """How the bot joins Slack, and what it does there."""

    mode: str = "socket"
    host: str = "127.0.0.1"
    port: int = 3000
    connections: int = 2
    command: str = "/vembeslutar"
    follow_ups: bool = True
    outsiders: bool = False
    questions_per_minute: int = 0
    contact: str = ""
    owners: tuple[str, ...] = ()
    digest: DigestConfig = field(default_factory=DigestConfig)
    everywhere: ChannelConfig = field(default_factory=ChannelConfig)
    channels: Mapping[str, ChannelConfig] = field(default_factory=dict)

    def channel(self, channel: str) -> ChannelConfig:
        """What holds in the channel with this id."""
        return self.channels.get(channel, self.everywhere)

    @property
    def reads_channels(self) -> bool:
        """Whether messages that do not mention the bot are needed: for follow-ups, or where it answers unasked."""
        return self.follow_ups or any(c.answers == "sure" for c in (self.everywhere, *self.channels.values()))


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where what must outlive the process is kept (a SQLAlchemy URL), for how many days, and what of a question.

    `questions` is nothing, topic_words or full_text; `retention_decision` names the decision under which records are destroyed.
    """

    url: str
    days: int = 30
    questions: str = "topic_words"
    retention_decision: str = ""


@dataclass(frozen=True, slots=True)
class OperationsConfig:
    """The port of this machine on which health and metrics are told (0: on none), and the level from which on is logged."""

    port: int = 0
    log_level: str = "info"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set, but for secrets (those come from the environment only)."""

    knowledge: Path
    contact: str = ""
    answers: AnswerConfig = field(default_factory=AnswerConfig)
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)
    slack: SlackConfig = field(default_factory=SlackConfig)
    store: StoreConfig = field(default_factory=lambda: StoreConfig("sqlite://"))
    operations: OperationsConfig = field(default_factory=OperationsConfig)
    state: Path = Path("state")  # the folder for files of the bot's own, beside the configuration


def config_path() -> Path:
    """The file named by BOT_CONFIG, else `config.yaml` in the working directory."""
    return Path(os.environ.get("BOT_CONFIG") or DEFAULT_PATH)


def read_config(path: Path) -> Config:
    """Read and check `path`; a relative `knowledge` counts from the file's own folder.

    Raises ConfigError that names the file, the key, the value and what would be accepted.
    """
    try:
        return _read(path)
    except ConfigError:
        raise
    except UserError as error:
        raise ConfigError(str(error)) from None


def _read(path: Path) -> Config:
    root = as_mapping(read_yaml(path), str(path))
    known_keys(root, ("knowledge", "contact", "answers", "retrieval", "slack", "store", "operations"), str(path))
    answers = _section(root, "answers", ("language", "most_decisions", "most_passages"), path)
    retrieval = _section(root, "retrieval", ("k1", "b", "ngram", "weights"), path)
    weights = _section(retrieval, "weights", tuple(RetrievalConfig().weights), path, "retrieval.")
    slack = _section(root, "slack", _SLACK, path)
    channels = as_mapping(slack.get("channels"), f"{path}: slack.channels")
    everywhere = _section(slack, "everywhere", _CHANNEL, path, "slack.")
    store = _section(root, "store", ("url", "questions", "days", "retention_decision"), path)
    folder = as_text(root.get("knowledge", "knowledge"), f"{path}: knowledge")
    if not folder.strip():
        raise ConfigError(f"{path}: knowledge is empty; name the folder that holds the texts")
    contact = as_text(root.get("contact"), f"{path}: contact").strip()
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
            weights={
                name: _number(weights, f"retrieval.weights.{name}", (0.0, 10.0), value, path)
                for name, value in default_retrieval.weights.items()
            },
        ),
        slack=SlackConfig(
            mode=_choice(slack, "slack.mode", ("socket", "http"), "socket", path),
            host=_like(slack, "slack.host", _HOST, "127.0.0.1", path),
            port=_whole(slack, "slack.port", (1, 65_535), 3000, path),
            connections=_whole(slack, "slack.connections", (1, 10), 2, path),
            command=_like(slack, "slack.command", _COMMAND, "/vembeslutar", path),
            follow_ups=_switch(slack, "slack.follow_ups", True, path),
            outsiders=_switch(slack, "slack.outsiders", False, path),
            questions_per_minute=_whole(slack, "slack.questions_per_minute", (0, 10_000), 0, path),
            contact=_like(slack, "slack.contact", _SLACK_ID, "", path),
            owners=_owners(slack, path),
            digest=_digest(slack, path),
            everywhere=_channel(everywhere, "slack.everywhere", path),
            channels={name: _named_channel(name, node, path) for name, node in channels.items()},
        ),
        store=StoreConfig(
            url=_value(store, "store.url", path) or f"sqlite:///{path.parent.resolve() / 'state' / 'bot.sqlite3'}",
            days=_whole(store, "store.days", (1, 3_650), 30, path),
            questions=_choice(store, "store.questions", ("nothing", "topic_words", "full_text"), "topic_words", path),
            retention_decision=_line(store, "store.retention_decision", path),
        ),
        operations=_operations(root, slack, path),
        state=path.parent / "state",
    )


def _operations(root: Mapping[str, Node], slack: Mapping[str, Node], path: Path) -> OperationsConfig:
    section = _section(root, "operations", ("port", "log_level"), path)
    port = _whole(section, "operations.port", (0, 65_535), 0, path)
    if _value(slack, "slack.mode", path) == "http" and port == _whole(slack, "slack.port", (1, 65_535), 3000, path):
        raise ConfigError(f"{path}: operations.port is {port}, as is slack.port; accepted: another port, or 0 for none")
    return OperationsConfig(port, _choice(section, "operations.log_level", LOG_LEVELS, "info", path))


def _channel(section: Mapping[str, Node], key: str, path: Path) -> ChannelConfig:
    return ChannelConfig(
        answers=_choice(section, f"{key}.answers", ("off", "mention", "sure"), "mention", path),
        visibility=_choice(section, f"{key}.visibility", ("public", "private"), "public", path),
        language=_choice(section, f"{key}.language", ("sv", "en"), "", path),
    )


def _owners(slack: Mapping[str, Node], path: Path) -> tuple[str, ...]:
    found = as_words(slack.get("owners"), f"{path}: slack.owners")
    for one in found:
        if not _PERSON.fullmatch(one):
            raise ConfigError(f"{path}: slack.owners has {one!r}; accepted: ids of people in Slack, such as U024BE7LH")
    return found


def _digest(slack: Mapping[str, Node], path: Path) -> DigestConfig:
    section, default = _section(slack, "digest", _DIGEST, path, "slack."), DigestConfig()
    timezone = _value(section, "slack.digest.timezone", path) or default.timezone
    try:
        ZoneInfo(timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        told = "accepted: a time zone of the IANA list that this machine knows, such as Europe/Stockholm"
        raise ConfigError(f"{path}: slack.digest.timezone is {timezone!r}; {told}") from None
    return DigestConfig(
        channel=_like(section, "slack.digest.channel", _SLACK_ID, "", path),
        day=_choice(section, "slack.digest.day", DAYS, default.day, path),
        hour=_whole(section, "slack.digest.hour", (0, 23), default.hour, path),
        timezone=timezone,
    )


def _named_channel(name: str, node: Node, path: Path) -> ChannelConfig:
    if not _SLACK_ID[0].fullmatch(name):
        raise ConfigError(
            f"{path}: slack.channels.{name} is no channel id; accepted: ids such as C024BE91L (names change, ids do not)"
        )
    where = f"{path}: slack.channels.{name}"
    section = as_mapping(node, where)
    known_keys(section, _CHANNEL, where)
    return _channel(section, f"slack.channels.{name}", path)


def _like(section: Mapping[str, Node], key: str, shape: tuple[re.Pattern[str], str], default: str, path: Path) -> str:
    value = _value(section, key, path)
    pattern, accepted = shape
    if not value:
        return default
    if not pattern.fullmatch(value):
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: {accepted}")
    return value


def _section(
    root: Mapping[str, Node], name: str, keys: tuple[str, ...], path: Path, above: str = ""
) -> Mapping[str, Node]:  # fmt: skip
    section = as_mapping(root.get(name), f"{path}: {above}{name}")
    known_keys(section, keys, f"{path}: {above}{name}")
    return section


def _value(section: Mapping[str, Node], key: str, path: Path) -> str | None:
    node = section.get(key.rsplit(".", maxsplit=1)[-1])
    return None if node is None else as_text(node, f"{path}: {key}")


def _line(section: Mapping[str, Node], key: str, path: Path) -> str:
    value = (_value(section, key, path) or "").strip()
    if len(value) > 200 or not value.isprintable():
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: one line of at most 200 characters")
    return value


def _choice(section: Mapping[str, Node], key: str, choices: tuple[str, ...], default: str, path: Path) -> str:
    value = _value(section, key, path)
    if value is None or value == default:
        return default
    if value not in choices:
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: {', '.join(choices)}")
    return value


def _switch(section: Mapping[str, Node], key: str, default: bool, path: Path) -> bool:
    value = _value(section, key, path)
    if value is None:
        return default
    if value not in (*_ON, *_OFF):
        raise ConfigError(f"{path}: {key} is {value!r}; accepted: on, off")
    return value in _ON


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
