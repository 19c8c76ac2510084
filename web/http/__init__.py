"""HTTP: errors, content negotiation, entity tags, headers, shutdown."""
