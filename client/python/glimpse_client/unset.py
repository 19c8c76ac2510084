"""The value of an argument that is not given: null would clear a field."""


class UnsetType:
    """The type of `UNSET`, which is false."""

    def __bool__(self) -> bool:
        return False


UNSET = UnsetType()
