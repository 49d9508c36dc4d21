"""Tests of the pages about visits without access."""
