"""Deleting a case for good, by two; and the hold that forbids it."""
