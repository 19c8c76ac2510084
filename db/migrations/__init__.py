"""One migration history for all three databases."""
