"""Keys as the DevTools protocol dispatches them."""

from typing import Any

# Bits of `modifiers`.
_MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}

# Names of keys without a character, with the codes by which Chromium knows them.
_NAMED = {
    "Backspace": 8,
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "PageUp": 33,
    "PageDown": 34,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Delete": 46,
}

# These have an effect by their text.
_TEXTS = {"Enter": "\r"}


def key_events(combination: str) -> list[dict[str, Any]]:
    """The events of a key, with the names of modifiers before it: `j`, `+`, `Shift+Tab`."""
    *held, key = combination.split("+") if len(combination) > 1 else [combination]
    modifiers = sum(_MODIFIERS[each] for each in held)
    if len(key) == 1:
        code = ord(key.upper())
        event = {"key": key, "windowsVirtualKeyCode": code if key.isalnum() else 0, "modifiers": modifiers}
        if key.isalpha() and key.isascii():
            event["code"] = f"Key{key.upper()}"
        # With Control or Meta a key is a command and writes nothing.
        text = {} if modifiers & (_MODIFIERS["Control"] | _MODIFIERS["Meta"]) else {"text": key}
    else:
        event = {
            "key": key,
            "code": key,
            "windowsVirtualKeyCode": _NAMED[key],
            "modifiers": modifiers,
        }
        text = {"text": _TEXTS[key]} if key in _TEXTS else {}
    return [{"type": "keyDown", **event, **text}, {"type": "keyUp", **event}]
