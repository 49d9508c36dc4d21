"""Concerns, clocks and outcomes in the published reports."""
