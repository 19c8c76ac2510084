"""How Glimpse is reached: HTTP, server-sent events and WebSockets."""
