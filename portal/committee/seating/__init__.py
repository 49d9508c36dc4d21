"""Seating: how terms of office begin and end."""
