"""Layers beside the records: who changed one by hand, and what was claimed for it."""
