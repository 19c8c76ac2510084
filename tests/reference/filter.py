"""The reference's filters: whether an image, as the API shows it, meets an `ImageWhere`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from string import ascii_lowercase, ascii_uppercase
from typing import Any

Where = Mapping[str, Any]

FOLDED = str.maketrans(ascii_uppercase, ascii_lowercase)


def matches(image: Mapping[str, Any], where: Where) -> bool:
    return all(meets(image, condition, operand) for condition, operand in where.items())


def meets(image: Mapping[str, Any], condition: str, operand: Any) -> bool:
    match condition:
        case "and":
            return all(matches(image, part) for part in operand)
        case "or":
            return any(matches(image, part) for part in operand)
        case "not":
            return not matches(image, operand)
        case "tags":
            return all(tagged(set(image["tags"]), how, tags) for how, tags in operand.items())
        case "properties":
            return all(has_property(image, part) for part in operand)
        case "sharedWith":
            # A membership counts while its image is shared.
            is_shared = image["visibility"] == "SHARED"
            return is_shared and any(shared(member, operand) for member in image["members"])
        case "protected" | "hidden":
            return bool(image[condition] == operand)
        case "createdAt" | "updatedAt" | "deletedAt":
            limits = {operator: instant(text) for operator, text in operand.items()}
            return compares(image[condition] and instant(image[condition]), limits)
        case "id" | "checksum" | "hashValue":
            return compares(image[condition], {**operand, "ignoreCase": True})
        case _:
            return compares(image[condition], operand)


def compares(value: Any, operators: Where) -> bool:
    """A null value is only ever found by `isNull`."""
    ignore_case = operators.get("ignoreCase", False)
    return all(
        holds(folded(value, ignore_case), operator, folded(operand, ignore_case))
        for operator, operand in operators.items()
        if operator != "ignoreCase"
    )


def holds(value: Any, operator: str, operand: Any) -> bool:
    if operator == "isNull":
        return (value is None) is operand
    if value is None:
        return False
    answers: dict[str, Callable[[], Any]] = {
        "eq": lambda: value == operand,
        "neq": lambda: value != operand,
        "in": lambda: value in operand,
        "notIn": lambda: value not in operand,
        "gt": lambda: value > operand,
        "gte": lambda: value >= operand,
        "lt": lambda: value < operand,
        "lte": lambda: value <= operand,
        "contains": lambda: operand in value,
        "startsWith": lambda: value.startswith(operand),
        "endsWith": lambda: value.endswith(operand),
        "glob": lambda: matches_glob(value, operand),
    }
    return bool(answers[operator]())


def matches_glob(text: str, pattern: str) -> bool:
    """Whether the text is one of the pattern: by trying every length for a `*`."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matches_glob(text[at:], pattern[1:]) for at in range(len(text) + 1))
    literal = pattern[0] if pattern[0] != "\\" else pattern[1]
    rest = pattern[1:] if pattern[0] != "\\" else pattern[2:]
    return bool(text) and (pattern[0] == "?" or text[0] == literal) and matches_glob(text[1:], rest)


def folded(value: Any, ignore_case: bool) -> Any:
    if ignore_case and isinstance(value, str):
        return value.translate(FOLDED)
    if ignore_case and isinstance(value, list):
        return [folded(item, ignore_case) for item in value]
    return value


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def tagged(tags: set[str], how: str, operand: Any) -> bool:
    match how:
        case "all":
            return tags >= set(operand)
        case "any":
            return bool(tags & set(operand))
        case "none":
            return not tags & set(operand)
        case "some":
            return any(compares(tag, operand) for tag in tags)
        case _:
            return (not tags) is operand


def has_property(image: Mapping[str, Any], condition: Where) -> bool:
    properties = image["propertyMap"](None)
    if not condition.get("exists", True):
        return condition["name"] not in properties
    return condition["name"] in properties and compares(
        properties[condition["name"]], condition.get("value", {})
    )


def shared(member: Mapping[str, Any], condition: Where) -> bool:
    return bool(
        member["member"] == condition["member"]
        and member["status"] in condition.get("status", [member["status"]])
    )
