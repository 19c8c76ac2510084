"""The migrations, in the order of their numbers; a merged one is never edited."""
