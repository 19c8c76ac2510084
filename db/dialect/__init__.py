"""How each database spells an expression; everything above is written once for all three."""
