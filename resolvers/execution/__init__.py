"""Execution: documents are looked up, limited, validated, then prepared or given to graphql-core."""
