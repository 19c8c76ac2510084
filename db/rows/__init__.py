"""Which images: visibility, filters, orders and pages as SQL."""
