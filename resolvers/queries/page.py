"""How many images a page has."""

from strawberry import UNSET

from resolvers.errors import BadUserInput, InputPath, LimitExceeded


def page_size(given: int | None, default: int, most: int, path: InputPath) -> int:
    """Raises BAD_USER_INPUT if negative, LIMIT_EXCEEDED beyond the maximum."""
    if given is None or given is UNSET:
        return default
    if given < 0:
        raise BadUserInput(f"{path[-1]} must not be negative.", path)
    if given > most:
        raise LimitExceeded(f"{path[-1]} is more than {most}.", path)
    return given
