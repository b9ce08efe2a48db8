"""What is counted while the bot runs, for Prometheus: numbers by a few fixed labels, nothing of what was asked or by whom."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot import __version__
from bot.models import Status
from bot.phrasebook import LANGUAGES
from bot.slack.health import REASONS, Health

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"  # every reader knows it, and the names here need no later one
FAILED = "failed"  # the verdict where an error nobody foresaw became an apology
_VERDICTS = (*Status, FAILED)
_PREFIX = "vem_beslutar"
# The upper bounds of histograms' buckets, in seconds.
_ENGINE = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
_POSTED = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)  # Slack gives up after three
# What is read off when it is asked for: name, meaning, and where it comes from.
_GAUGES: tuple[tuple[str, str, Callable[[Health], float]], ...] = (
    ("documents", "Texts in use.", lambda health: health.documents),
    ("passages", "Passages in the index.", lambda health: health.passages),
    ("statements", "Statements (who decides what) read from the texts.", lambda health: health.statements),
    ("index_bytes", "Memory that the index's postings take.", lambda health: health.index_bytes),
    ("index_age_seconds", "Time since the texts in use were read.", lambda health: health.index_age),
    ("look_age_seconds", "Time since the folder of the texts was looked at.", lambda health: health.look_age),
    ("texts_unreadable", "Texts that cannot be read as they are now.", lambda health: health.unreadable),
    ("texts_doubtful", "Other texts with something doubtful about them.", lambda health: health.doubtful),
    ("outbox_waiting", "Messages whose answer is not posted yet.", lambda health: health.waiting),
    ("outbox_oldest_seconds", "How long the oldest of them has waited.", lambda health: health.oldest_age),
    ("connections_open", "Socket Mode connections that Slack has greeted.", lambda health: health.connected),
    ("connections_wanted", "Socket Mode connections that there should be.", lambda health: health.wanted),
    ("store_in_memory", "1 while the store fails and memory stands in for it.", lambda health: health.in_memory),
)
_log = logging.getLogger(__name__)


class Surface(StrEnum):
    """Where a question was put."""

    CHANNEL = "channel"
    DIRECT = "direct"
    COMMAND = "command"
    SEARCH = "search"  # the window to search in
    SHORTCUT = "shortcut"  # on a message
    SUGGESTION = "suggestion"  # a question to try that was pressed


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be told of a question: where it was put, the verdict, the answer's language, and the engine's seconds."""

    surface: Surface
    verdict: str
    language: str
    seconds: float


class Metrics:
    """Counts, each by a method that costs microseconds."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each, which nobody reads
        self._registry = known = CollectorRegistry()
        self._heard = time.monotonic()
        ProcessCollector(registry=known)
        Info(f"{_PREFIX}_build", "The version that runs.", registry=known).info({"version": __version__})
        self._questions = Counter(
            f"{_PREFIX}_questions", "Questions answered.", ("verdict", "surface", "language"), registry=known
        )
        self._answers = Histogram(
            f"{_PREFIX}_answer_seconds",
            "The engine's time for an answer.",
            ("surface",),
            buckets=_ENGINE,
            registry=known,
        )
        self._posted = Histogram(
            f"{_PREFIX}_posted_seconds", "Time from a message's receipt to its answer being posted.", ("surface",),
            buckets=_POSTED, registry=known,
        )  # fmt: skip
        self._acknowledged = Histogram(
            f"{_PREFIX}_acknowledged_seconds", "Time from the receipt of what Slack sends to its acknowledgement.",
            buckets=_ACKNOWLEDGED, registry=known,
        )  # fmt: skip
        self._calls = Counter(
            f"{_PREFIX}_slack_calls", "Calls to Slack, by what came of them.", ("method", "outcome"), registry=known
        )
        self._limited = Counter(
            f"{_PREFIX}_slack_limited_seconds",
            "Time for which Slack wanted no more calls.",
            ("method",),
            registry=known,
        )
        self._reconnects = Counter(f"{_PREFIX}_reconnects", "Socket Mode connections made anew.", registry=known)
        self._votes = Counter(f"{_PREFIX}_votes", "Votes on answers.", ("vote",), registry=known)
        self._last_event = Gauge(f"{_PREFIX}_last_event_age_seconds", "Time since Slack sent anything.", registry=known)
        self._degraded = Gauge(
            f"{_PREFIX}_degraded", "1 for each reason why the bot is not as it should be.", ("reason",), registry=known
        )
        self._gauges = [(Gauge(f"{_PREFIX}_{name}", told, registry=known), read) for name, told, read in _GAUGES]
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """Make the series whose labels are known: a rate is told of the first question, too."""
        for surface in Surface:
            self._answers.labels(surface)
            for verdict in _VERDICTS:
                for language in LANGUAGES:
                    self._questions.labels(verdict, surface, language)
        for surface in (Surface.CHANNEL, Surface.DIRECT, Surface.SUGGESTION):
            self._posted.labels(surface)
        for vote in ("helpful", "wrong"):
            self._votes.labels(vote)

    def answered(self, asked: Asked) -> None:
        """Count a question, and log that there was one."""
        self._questions.labels(asked.verdict, asked.surface, asked.language).inc()
        self._answers.labels(asked.surface).observe(asked.seconds)
        _log.info(
            "a question was answered",
            extra={
                "surface": asked.surface.value,
                "verdict": str(asked.verdict),
                "ms": round(1_000 * asked.seconds, 2),
                "language": asked.language,
            },
        )

    def posted(self, surface: Surface, seconds: float) -> None:
        """Note how long it took from receipt until an answer was posted."""
        self._posted.labels(surface).observe(max(0.0, seconds))

    def heard(self) -> None:
        """Note that Slack has sent something."""
        self._heard = time.monotonic()

    def acknowledged(self, seconds: float) -> None:
        """Note how long it took until something that Slack sent was acknowledged."""
        self._acknowledged.observe(seconds)

    def called(self, method: str, outcome: str) -> None:
        """Count a call to Slack. Both are names of our own, so that there are few."""
        self._calls.labels(method, outcome).inc()

    def limited(self, method: str, seconds: float) -> None:
        """Note that Slack wants no call for so long."""
        self._limited.labels(method).inc(seconds)

    def reconnected(self) -> None:
        """Count a connection that was made anew."""
        self._reconnects.inc()

    def voted(self, vote: str) -> None:
        """Count a vote ("helpful" or "wrong"); one that is changed counts again."""
        self._votes.labels(vote).inc()

    def text(self, health: Health) -> bytes:
        """All that is counted, and `health`, in Prometheus' text format."""
        self._last_event.set(time.monotonic() - self._heard)
        for gauge, read in self._gauges:
            gauge.set(read(health))
        for name in REASONS:
            self._degraded.labels(name).set(name in health.reasons)
        return generate_latest(self._registry)
