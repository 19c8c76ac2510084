"""Types of the scalars that Python has no type for."""

from typing import Any

# The values of custom properties are texts or null, those of other objects any JSON.
JsonObject = dict[str, Any]
