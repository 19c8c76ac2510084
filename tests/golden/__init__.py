"""Each query's SQL and answer, compared with committed files."""
