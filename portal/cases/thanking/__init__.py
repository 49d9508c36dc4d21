"""Praise is passed on to those it is for: to whom, and on which day."""
