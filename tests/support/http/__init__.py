"""Clients: in process, over sockets, in JavaScript and in a browser."""
