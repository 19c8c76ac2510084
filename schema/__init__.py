"""The API: GraphQL types, inputs, enums and scalars."""
