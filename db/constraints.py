"""The constraints of the tables: what the API guarantees about a value (rules §2)."""

from sqlalchemy import Boolean, CheckConstraint


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column, info={"one_of": {column: values}})


def length(column: str, most: int, least: int = 0) -> CheckConstraint:
    """A CHECK of a text's length, because SQLite does not enforce that of a VARCHAR."""
    return CheckConstraint(
        f"length({column}) BETWEEN {least} AND {most}",
        name=f"{column}_length",
        info={"least": {column: least}},
    )


def not_empty(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) > 0", name=f"{column}_length", info={"least": {column: 1}})


def flag(column: str) -> Boolean:
    """A boolean; a CHECK restricts it to 0 and 1 where the database has no such type."""
    return Boolean(create_constraint=True, name=column)


def deleted_at_is_set() -> CheckConstraint:
    return CheckConstraint("deleted = (deleted_at IS NOT NULL)", name="deleted_at")


def between(column: str, most: int) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND {most}", name=column)
