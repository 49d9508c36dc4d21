"""Measurements: ratios of two things done in the same run, on the same machine."""
