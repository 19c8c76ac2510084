"""Patterns of whole texts, with `*` for any characters, `?` for one, and a backslash before literal ones.

SQLite has GLOB, which respects case but has other escapes; the servers have LIKE. So a pattern has two forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, bindparam, func

from db.dialect.scalars import ascii_lower
from db.dialect.variants import DialectVariants

# The worst pattern of this length takes 0.3 s for a text of 65 535 bytes, which nothing can stop meanwhile.
MAX_CHARACTERS = 1024


class InvalidGlobError(ValueError):
    """The message completes a sentence about the pattern."""


@dataclass(frozen=True, slots=True)
class Glob:
    """A pattern for GLOB and for LIKE, and the literal text before its first wildcard.

    Without a wildcard, `prefix` is the whole text.
    """

    sqlite: str
    like: str
    prefix: str

    @classmethod
    def of(cls, pattern: str) -> "Glob":
        """Raises InvalidGlobError."""
        if len(pattern) > MAX_CHARACTERS:
            raise InvalidGlobError(f"must have at most {MAX_CHARACTERS} characters")
        sqlite, like, prefix, is_literal = [], [], [], True
        for character, is_wildcard in _parts(pattern):
            is_literal &= not is_wildcard
            if is_literal:
                prefix.append(character)
            sqlite.append(f"[{character}]" if not is_wildcard and character in "*?[" else character)
            like.append(_WILDCARDS[character] if is_wildcard else _like_literal(character))
        return cls("".join(sqlite), "".join(like), "".join(prefix))

    def values(self, parameter: str) -> dict[str, object]:
        """The values of the bind parameters of `matches_glob`."""
        return {parameter: self.like, f"{parameter}_glob": self.sqlite}


_WILDCARDS = {"*": "%", "?": "_"}


def _parts(pattern: str) -> Iterator[tuple[str, bool]]:
    """Each character, and whether it is a wildcard."""
    characters = iter(pattern)
    for character in characters:
        if character != "\\":
            yield character, character in _WILDCARDS
            continue
        literal = next(characters, None)
        if literal is None:
            raise InvalidGlobError("must not end with a backslash")
        yield literal, False


def _like_literal(character: str) -> str:
    return f"|{character}" if character in "%_|" else character


_MATCHES = DialectVariants(
    sqlite=lambda text, parameter, fold: fold(text).op("GLOB")(fold(bindparam(f"{parameter}_glob"))),
    postgresql=lambda text, parameter, fold: fold(text).like(fold(bindparam(parameter)), escape="|"),
    # By an index MariaDB misses characters beyond U+FFFF behind the literal beginning of a pattern.
    mariadb=lambda text, parameter, fold: func.concat(fold(text)).like(
        fold(bindparam(parameter)), escape="|"
    ),
)


def _as_it_is(text: ColumnElement[Any]) -> ColumnElement[Any]:
    return text


def matches_glob(text: ColumnElement[Any], parameter: str, *, ignore_case: bool) -> ColumnElement[bool]:
    """Whether the whole text matches the pattern in the bind parameters of `Glob.values`."""
    return _MATCHES(text, parameter, ascii_lower if ignore_case else _as_it_is, type_=Boolean())
