"""News of reports by mail, for whoever asked twice, until they say stop."""
