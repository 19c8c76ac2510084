"""The speed of imports and exports."""
