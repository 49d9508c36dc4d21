"""Tests of the worklist of exceptions."""
