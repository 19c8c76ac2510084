"""Plans: a selection and its arguments become one compiled statement."""
