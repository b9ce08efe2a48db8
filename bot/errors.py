"""Errors that are shown to people: one line, no traceback."""


class UserError(Exception):
    """Something a person can mend: names the file, line or key, the value, and what would be accepted."""


class ConfigError(UserError):
    """The configuration does not say what it should."""


class TextError(UserError):
    """A file of the knowledge folder cannot be read as what it claims to be."""


class RefusedError(TextError):
    """A file that is not read. `code` names the sentence under `problems` in says/*.yaml, `values` fill it in."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = tuple((name, str(value)) for name, value in values.items())


class UsageError(UserError):
    """The command was called in a way that it does not know."""
