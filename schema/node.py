"""Objects that can be read again by their id alone (Relay's global object identification)."""

import strawberry


@strawberry.interface(description="An object that can be read again by its `id` alone.")
class Node:
    id: strawberry.ID
