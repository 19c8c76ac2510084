"""What a read wants of each row: the pure value between a selection and its SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam

from db.dialect.json import json_object, sql_string

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class RequestedField:
    """One wanted field: `key` is its name in the answer, `field` its name in the store's terms.

    `arguments` names the bind parameter of each argument that was given; `typename` is the type the
    field is selected on, which is what `__typename` answers.
    """

    key: str
    field: str
    typename: str
    arguments: tuple[tuple[str, str], ...] = ()
    children: tuple["RequestedField", ...] = ()

    def argument(self, name: str) -> ColumnElement[Any] | None:
        """The bind parameter of an argument; None if it was not given."""
        for given, parameter in self.arguments:
            if given == name:
                return bindparam(parameter)
        return None

    def operand(self, name: str) -> ColumnElement[Any]:
        """The bind parameter of an argument that is always given."""
        return bindparam(dict(self.arguments)[name])


def fields_json(
    fields: Sequence[RequestedField], sql: Callable[[RequestedField], ColumnElement[Any]]
) -> ColumnElement[str]:
    """A JSON object of the wanted fields, under their keys in the answer; `sql` gives each field's value."""
    return json_object(
        [
            (field.key, sql_string(field.typename) if field.field == TYPENAME else sql(field))
            for field in fields
        ]
    )
