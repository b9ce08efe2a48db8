"""What goes wrong with a database, in the store's own words: no value stands in them."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.damage import tells_damage

_GIVEN_UP = ("40001", "40P01")  # PostgreSQL's codes for a transaction that it gives up: serialization failure, deadlock
_UNFIT = ("22", "23")  # its classes of codes for values that no column takes


class StorageError(Exception):
    """The database could not do it: full, locked, gone."""


class DamagedError(StorageError):
    """The database's file is damaged: it must be opened anew."""


class SilentError(StorageError):
    """The database does not answer: it must be opened anew."""


class UnfitError(StorageError):
    """The database is well, but does not take these values."""


def told(error: Exception, *, details: bool = False) -> Exception:
    """What the caller gets to know: the database's failures as StorageError, a bug as it is.

    `details` adds the database's own words, for where no values are at hand.
    """
    if isinstance(error, UnicodeEncodeError):
        return UnfitError(type(error).__name__)
    if not isinstance(error, SQLAlchemyError):
        return error
    cause, code = _cause(error), _code(error)
    if tells_damage(cause):
        return DamagedError("the file is damaged")
    if code[:2] in _UNFIT or type(error).__name__ in ("DataError", "IntegrityError"):
        return UnfitError(code or type(error).__name__)
    words = str(cause).splitlines()[:1] if details or hasattr(cause, "sqlite_errorcode") else [code]
    return StorageError(": ".join(word for word in (type(error).__name__, *words) if word)[:300])


def was_given_up(error: Exception) -> bool:
    """Whether PostgreSQL gave up a transaction for another's sake: it may be run again at once."""
    return _code(error) in _GIVEN_UP


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else None


def _code(error: Exception) -> str:
    """PostgreSQL's code of an error; "" where there is none."""
    return str(getattr(_cause(error), "sqlstate", "") or "")
