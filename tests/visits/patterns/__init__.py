"""Tests of the patterns: the exact reckoning, each rule, the search, and what is kept."""
