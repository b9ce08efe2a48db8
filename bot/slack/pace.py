"""How fast a channel is posted to: at will until Slack limits it, then as Slack says, and at one a second for a while."""

from __future__ import annotations

import asyncio
import time

_SLOW_FOR = 60.0  # seconds after a limit during which a channel gets one post a second, Slack's documented rate
_STEP = 1.0


class Pace:
    """The token bucket of one channel. Slack allows bursts and does not say how large: its 429 tells when it is empty."""

    def __init__(self) -> None:
        self._free_at = 0.0  # no post before this time
        self._slow_until = 0.0

    async def turn(self) -> None:
        """Return when the channel may be posted to; each caller gets a turn of its own."""
        while (wait := self._free_at - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        if time.monotonic() < self._slow_until:
            self._free_at = time.monotonic() + _STEP

    def limit(self, seconds: float) -> None:
        """Note that Slack wants no post for so many seconds."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now + seconds)
        self._slow_until = max(self._slow_until, self._free_at + _SLOW_FOR)
