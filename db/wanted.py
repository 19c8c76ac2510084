"""What a read wants of each row: the pure value between a selection and its SQL."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wanted field: `key` is its name in the answer, `field` its name in the store's terms.

    `arguments` names the bind parameter of each argument that was given; `typename` is the type the
    field is selected on, which is what `__typename` answers.
    """

    key: str
    field: str
    typename: str
    arguments: tuple[tuple[str, str], ...] = ()
    children: tuple["Wanted", ...] = ()

    def argument(self, name: str) -> ColumnElement[Any] | None:
        """The bind parameter of an argument; None if it was not given."""
        for given, parameter in self.arguments:
            if given == name:
                return bindparam(parameter)
        return None
