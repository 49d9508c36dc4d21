"""News of reports by mail."""
