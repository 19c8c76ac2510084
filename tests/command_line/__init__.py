"""The commands of `glimpse` that are clients: filters, output, changes, exit codes."""
