"""Persons as the store knows them: a keyed hash, which tells nobody who it was without the key."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

KEY_VARIABLE = "BOT_PERSON_KEY"
_FILE = "person.key"


class People:
    """Hashes of persons and of texts, under a key that never leaves this machine."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hashed(self, team: str, user: str) -> str:
        """The hash of a person."""
        return self._hash(f"person\0{team}\0{user}")

    def fingerprint(self, text: str) -> str:
        """The hash of a question, by which an edited one is known from the same once more."""
        return self._hash(f"text\0{text}")

    def _hash(self, value: str) -> str:
        return hmac.new(self._key, value.encode("utf-8", "replace"), sha256).hexdigest()[:32]


def has_key(folder: Path) -> bool:
    """Whether there is a key already, in BOT_PERSON_KEY or in `folder`."""
    return bool(os.environ.get(KEY_VARIABLE)) or (folder / _FILE).is_file()


def load_people(folder: Path) -> People:
    """Take the key from BOT_PERSON_KEY, else from `folder`, where one is made the first time (readable by its owner alone).

    Where no key can be kept, one is made for this run: votes can then not be changed after a restart.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return People(given.encode())
    path = folder / _FILE
    try:
        if not path.is_file():
            _make(folder, path)
        return People(path.read_bytes())
    except OSError:
        return People(secrets.token_bytes(32))


def _make(folder: Path, path: Path) -> None:
    """Write a new key to `path`, whole or not at all: of several processes, one makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f".{_FILE}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode())
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
