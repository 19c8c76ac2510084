"""The project's files: documents, packaging, the exported schema."""
