"""Tests of notices: the outbox, and who carries the letters."""
