"""Made by ariadne-codegen from schema.graphql and operations/: `make client` writes it again."""
