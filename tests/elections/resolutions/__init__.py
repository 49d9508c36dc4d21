"""Tests of votes on one question."""
