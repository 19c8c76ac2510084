"""GraphQL requests, whatever they came over: parsed, looked up, executed."""
