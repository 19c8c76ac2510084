"""The size of a page."""

from strawberry import UNSET

from resolvers.errors import BadUserInputError, InputPath, LimitExceededError


def page_size(given: int | None, default: int, limit: int, path: InputPath) -> int:
    """The given size, or the default; raises BAD_USER_INPUT if negative, LIMIT_EXCEEDED beyond `limit`."""
    if given is None or given is UNSET:
        return default
    if given < 0:
        raise BadUserInputError(f"`{path[-1]}` must not be negative.", path)
    if given > limit:
        raise LimitExceededError(f"`{path[-1]}` must be at most {limit}.", path)
    return given
