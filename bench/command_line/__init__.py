"""How long commands take, as whole processes."""
