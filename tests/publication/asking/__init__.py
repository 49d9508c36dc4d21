"""Releases for programs."""
