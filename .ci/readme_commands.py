"""Runs the two commands under README.md's `## Start`, each in a clone and an environment of its own, as a new user would."""

import re
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
workplace = Path(sys.argv[1])
section = (root / "README.md").read_text(encoding="utf-8").split("\n## Start\n", 1)[1].split("\n## ", 1)[0]
commands = re.findall(r"^```\w*\n(.+)\n```$", section, flags=re.MULTILINE)
if len(commands) != 2:
    sys.exit(f"README.md: expected two blocks of one line under ## Start, found {len(commands)}")
for number, command in enumerate(commands, 1):
    clone = workplace / f"clone{number}"
    subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
    # What tests need beside Python: a local Slack. Without it they are skipped on a user's machine, and fail here.
    subprocess.run(["npm", "install", "--no-save", "--silent", "local-slack-linux-x64@0.1.8"], cwd=clone, check=True)
    print(f"$ {command}", flush=True)
    subprocess.run(command, shell=True, cwd=clone, check=True, stdin=subprocess.DEVNULL)
