"""Values of headers that are lists or have parameters, quoted strings included. RFC 9110, section 5.6."""

import re
from dataclasses import dataclass

# A quoted string that is not closed ends with the value; nothing is read twice.
_QUOTED = r'"(?:[^"\\]|\\.)*"?'
_LIST_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PARAMETER = re.compile(rf'(?:[^;"]|{_QUOTED})+')
_ESCAPE = re.compile(r"\\(.)")

# The second is what many call it, and the standard of encodings takes.
_UTF8_LABELS = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class ParameterizedValue:
    """A value, such as a media type, and its parameters: names in lower case, each value without quotes."""

    value: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def is_utf8(self) -> bool:
        """Whether no other charset is named; an empty parameter is an absent one."""
        return all(
            value.lower() in _UTF8_LABELS for name, value in self.parameters if name == "charset" and value
        )


def parse_value(text: str) -> ParameterizedValue:
    """Takes every text: what has no `=` is a parameter without a value."""
    value, *parameters = _PARAMETER.findall(text) or [""]
    return ParameterizedValue(value.strip().lower(), tuple(_parse_parameter(each) for each in parameters))


def parse_list(text: str) -> list[ParameterizedValue]:
    """The elements between commas; empty ones are left out."""
    return [parse_value(each) for each in _LIST_ELEMENT.findall(text)]


def _parse_parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    value = value.strip()
    if value.startswith('"'):
        value = _ESCAPE.sub(r"\1", value[1:].removesuffix('"'))
    return name.strip().lower(), value
