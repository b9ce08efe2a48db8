"""Weeks as the store counts them: the ISO year times 100 plus the ISO week, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def week_of(at: float) -> int:
    """The week of a time in seconds since 1970: 202507 is the seventh of 2025."""
    year, week, _ = datetime.fromtimestamp(at, UTC).isocalendar()
    return year * 100 + week


def week_name(week: int) -> str:
    """A week as ISO 8601 writes it: 2025-W07."""
    return f"{week // 100}-W{week % 100:02}"


def weeks_back(at: float, count: int) -> list[int]:
    """The `count` weeks that end with the one of `at`, the oldest first."""
    now = datetime.fromtimestamp(at, UTC)
    return [week_of((now - timedelta(weeks=back)).timestamp()) for back in reversed(range(count))]


def week_begins(week: int) -> float:
    """When a week begins, in seconds since 1970."""
    return datetime.fromisocalendar(week // 100, week % 100, 1).replace(tzinfo=UTC).timestamp()
