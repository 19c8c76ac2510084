"""GraphQL requests of all transports: parsing, document look-up, execution."""
