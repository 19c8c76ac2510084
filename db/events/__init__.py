"""The event log, and the detection of commits."""
