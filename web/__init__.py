"""The web layer: HTTP, server-sent events and WebSockets."""
