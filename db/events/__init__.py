"""The event log, and how a process notices that something was committed."""
