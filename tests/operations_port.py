"""What the bot tells on its operations port, read as those read it who watch over it."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import PATIENCE


def page(port: int, name: str) -> str:
    """A page as text."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}", timeout=PATIENCE) as response:
        return str(response.read().decode())


def health(port: int) -> dict[str, Any]:
    """The page /health."""
    return dict(json.loads(page(port, "health")))


class Metrics:
    """The page /metrics as it was when this was made."""

    def __init__(self, port: int) -> None:
        self.text = page(port, "metrics")
        self.families = list(text_string_to_metric_families(self.text))

    def sum(self, name: str, /, **labels: str) -> float:
        """The sum of the series called `vem_beslutar_{name}` that have these labels."""
        return sum(
            sample.value
            for family in self.families
            for sample in family.samples
            if sample.name == f"vem_beslutar_{name}" and labels.items() <= sample.labels.items()
        )

    def labels(self) -> set[tuple[str, str]]:
        """Every label with every value that it has, but for the bounds of buckets."""
        return {
            pair
            for family in self.families
            for sample in family.samples
            for pair in sample.labels.items()
            if pair[0] != "le"
        }
