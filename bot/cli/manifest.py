"""`python -m bot manifest`: what a workspace administrator pastes into Slack."""

from __future__ import annotations

import json
import sys

from bot.config import Config
from bot.slack.manifest import build_manifest, reasons


def run_manifest(config: Config, address: str) -> int:
    """Print the manifest as JSON on stdout, and why it asks for each scope on stderr."""
    print(json.dumps(build_manifest(config, address=address), ensure_ascii=False, indent=2))
    print("Scopes, each with why:", file=sys.stderr)
    for scope, why in reasons(config).items():
        print(f"  {scope:18} {why}", file=sys.stderr)
    return 0
