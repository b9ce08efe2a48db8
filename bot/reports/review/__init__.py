"""The strategist's reviewer: what in the texts is worth a second look."""

from bot.reports.review.findings import Finding, review
from bot.reports.review.report import as_json, as_text

__all__ = ["Finding", "as_json", "as_text", "review"]
