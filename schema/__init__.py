"""What can be asked: GraphQL types, inputs, enums and scalars."""
