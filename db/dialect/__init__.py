"""SQL that differs between the databases; all code above is written once for all three."""
