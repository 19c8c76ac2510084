"""How fields become SQL."""
