"""The requested fields of a read: the value between a GraphQL selection and its SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam

from db.dialect.json import json_object, sql_string

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class RequestedField:
    """One requested field: `key` is its response key, `field` its name in the store.

    `arguments` has the bind parameter of each given argument; `typename` is the type that the field is
    selected on, the value of `__typename`.
    """

    key: str
    field: str
    typename: str
    arguments: tuple[tuple[str, str], ...] = ()
    children: tuple["RequestedField", ...] = ()

    def argument(self, name: str) -> ColumnElement[Any] | None:
        """The bind parameter of an argument; None if it is not given."""
        for given, parameter in self.arguments:
            if given == name:
                return bindparam(parameter)
        return None

    def operand(self, name: str) -> BindParameter[Any]:
        """The bind parameter of an argument that is always given."""
        return bindparam(dict(self.arguments)[name])


def fields_json(
    fields: Sequence[RequestedField], sql: Callable[[RequestedField], ColumnElement[Any]]
) -> ColumnElement[str]:
    """A JSON object of the requested fields, under their response keys; `sql` gives a field's value."""
    return json_object(
        [
            (field.key, sql_string(field.typename) if field.field == TYPENAME else sql(field))
            for field in fields
        ]
    )
