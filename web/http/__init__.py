"""HTTP itself: errors, content negotiation, entity tags, headers, shutdown."""
