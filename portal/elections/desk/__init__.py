"""The returning officer's pages."""
