"""The sizes of pages (rules §8)."""

from strawberry import UNSET

from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from settings import Limits


def page_size(given: int | None, default: int, limit: int, path: InputPath) -> int:
    """The given size, or the default; raises BAD_USER_INPUT if negative, LIMIT_EXCEEDED beyond `limit`."""
    if given is None or given is UNSET:
        return default
    if given < 0:
        raise BadUserInputError(f"`{path[-1]}` must not be negative.", path)
    if given > limit:
        raise LimitExceededError(f"`{path[-1]}` must be at most {limit}.", path)
    return given


def connection_size(first: int | None, last: int | None, limits: Limits) -> tuple[int, bool]:
    """The size of a page between cursors, and whether it is the last part of the range.

    Raises as `page_size`, and BAD_USER_INPUT for `first` together with `last`.
    """
    is_backwards = isinstance(last, int)
    if is_backwards and isinstance(first, int):
        raise BadUserInputError("`first` and `last` must not be used together.", ("last",))
    given, path = (last, ("last",)) if is_backwards else (first, ("first",))
    return page_size(given, limits.default_page_size, limits.max_page_size, path), is_backwards
