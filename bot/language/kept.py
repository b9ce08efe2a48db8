"""What was found out once and is kept, the newest of it."""

from __future__ import annotations

from itertools import islice
from typing import Any


def make_room(kept: dict[Any, Any], most: int) -> None:
    """Let go of the oldest tenth of `kept` where it holds `most`: to let go of all at once would make one question wait."""
    if len(kept) >= most:
        for old in list(islice(kept, most // 10)):
            kept.pop(old, None)  # another thread may have let go of it
