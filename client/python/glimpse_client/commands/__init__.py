"""The commands that are clients of a server: arguments, selections, output, exit codes."""
