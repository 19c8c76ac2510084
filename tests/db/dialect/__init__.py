"""How each database spells an expression."""
