"""How a document is executed: looked up, limited, validated, prepared or given to graphql-core."""
