"""Converts `orderBy` and `distinctOn` to an order, and to the columns of groups (rules §8)."""

from collections.abc import Mapping, Sequence

from strawberry import UNSET

from db.rows.cursor import DIGEST_PARAMETER, order_digest
from db.rows.matching import Distinct
from db.rows.order import Order, OrderKey, property_columns
from db.rows.source import property_column_name, property_name_parameter
from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from resolvers.text import require_text
from schema.order import ImageGroupKey, ImageOrder, ImageOrderField, NullsOrder, OrderDirection

DEFAULT_ORDER = [ImageOrder(field=ImageOrderField.CREATED_AT, direction=OrderDirection.DESC)]
NO_GROUPS: list[ImageGroupKey] = []

# A statement joins a table for each; MariaDB joins at most 61.
MAX_KEY_PROPERTIES = 10


class KeyProperties:
    """The properties that a field's arguments order or group by, each with its column in the statement."""

    def __init__(self) -> None:
        self._columns: dict[str, str] = {}

    def column(self, name: str, path: InputPath) -> str:
        """Raises BAD_USER_INPUT or LIMIT_EXCEEDED with the path."""
        if name not in self._columns:
            require_text(name, "`property`", path)
            if len(self._columns) == MAX_KEY_PROPERTIES:
                raise LimitExceededError(
                    f"`orderBy` and `distinctOn` must name at most {MAX_KEY_PROPERTIES} properties.", path
                )
            self._columns[name] = property_column_name(len(self._columns))
        return self._columns[name]

    def digest(self, order: Order) -> str:
        """The digest of an order by these properties."""
        return order_digest(order, {column: name for name, column in self._columns.items()})

    def operands(self, order: Order) -> Mapping[str, object]:
        """The properties' names by bind parameter, and the digest of an order by some of them."""
        names = {property_name_parameter(column): name for name, column in self._columns.items()}
        return {**names, DIGEST_PARAMETER: self.digest(order)} if property_columns(order) else names


def build_order(keys: Sequence[ImageOrder], properties: KeyProperties) -> Order:
    """The keys, then the id in the first key's direction; the default order without keys."""
    if not keys or keys is DEFAULT_ORDER:
        return _BY_DEFAULT
    return _build_order(keys, properties)


def _build_order(keys: Sequence[ImageOrder], properties: KeyProperties) -> Order:
    order: list[OrderKey] = []
    for at, key in enumerate(keys):
        column = _order_column(key, properties, ("orderBy", at))
        if any(earlier.column == column for earlier in order):
            place = "field" if key.field else "property"
            raise BadUserInputError(
                f"`orderBy` must not name {_spelled(key.field, key.property)} twice.", ("orderBy", at, place)
            )
        order.append(
            OrderKey(
                column,
                is_descending=key.direction is OrderDirection.DESC,
                nulls_first=key.nulls is NullsOrder.FIRST,
            )
        )
    names = [key.column for key in order]
    if "id" in names:
        # Keys after a unique one have no effect.
        return tuple(order[: names.index("id") + 1])
    return (*order, OrderKey("id", is_descending=order[0].is_descending))


def _order_column(key: ImageOrder, properties: KeyProperties, path: InputPath) -> str:
    given = [each for each in (key.field, key.property) if each is not None and each is not UNSET]
    if len(given) != 1:
        raise BadUserInputError("A key of `orderBy` must have either `field` or `property`.", path)
    if key.field:
        return key.field.value
    return properties.column(str(key.property), (*path, "property"))


def _spelled(field: ImageOrderField | None, name: str | None) -> str:
    return field.name if field else f"the property {name}"


def build_distinct(keys: Sequence[ImageGroupKey], order: Order, properties: KeyProperties) -> Distinct | None:
    """The groups of which only the first image in the order remains; None without keys."""
    columns: list[str] = []
    for at, key in enumerate(keys):
        field = None if key.field is None else key.field.value
        name = None if key.property is None else key.property.value
        path = ("distinctOn", at, "field" if field else "property")
        column = field.value if field else properties.column(str(name), path)
        if column in columns:
            raise BadUserInputError(f"`distinctOn` must not name {_spelled(field, name)} twice.", path)
        columns.append(column)
    return Distinct(tuple(columns), order) if columns else None


_BY_DEFAULT = _build_order(DEFAULT_ORDER, KeyProperties())
