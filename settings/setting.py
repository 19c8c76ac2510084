"""One setting: an environment variable, or a file that another variable names."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from settings.parsers import InvalidValueError

PREFIX = "GLIMPSE_"

_MAX_FILE_BYTES = 64 * 1024


class InvalidSettingError(ValueError):
    """A setting is invalid; the message is a sentence that names its variable."""


@dataclass(frozen=True)
class Setting:
    """An environment variable; docs/settings.md has a row for each."""

    variable: str
    default: str
    description: str
    parse: Callable[[str], object]

    @property
    def field(self) -> str:
        return self.variable.removeprefix(PREFIX).lower()

    @property
    def file_variable(self) -> str | None:
        """The variable that names a file with the value; None for the variables that platforms set."""
        return f"{self.variable}_FILE" if self.variable.startswith(PREFIX) else None

    def value(self, environ: Mapping[str, str]) -> object:
        """The parsed value, without line breaks at its end; raises InvalidSettingError."""
        text, subject = environ.get(self.variable, self.default), f"`{self.variable}`"
        file_variable = self.file_variable
        if file_variable is not None and (path := environ.get(file_variable)):
            if environ.get(self.variable):
                raise InvalidSettingError(
                    f"`{self.variable}` and `{file_variable}` must not be set together: remove one."
                )
            text, subject = _text_of_file(file_variable, path), f"The text in the file of `{file_variable}`"
        try:
            return self.parse(text.rstrip("\r\n"))
        except InvalidValueError as unfit:
            raise InvalidSettingError(f"{subject} {unfit}.") from unfit


def _text_of_file(variable: str, path: str) -> str:
    # No message repeats the path: it may be the secret itself, by mistake.
    try:
        with open(os.path.expanduser(path), "rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InvalidSettingError(f"`{variable}` must name a readable file: {error.strerror}.") from error
    if len(content) > _MAX_FILE_BYTES:
        raise InvalidSettingError(f"`{variable}` must name a file of at most {_MAX_FILE_BYTES} bytes.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InvalidSettingError(f"`{variable}` must name a file of UTF-8 text.") from error
