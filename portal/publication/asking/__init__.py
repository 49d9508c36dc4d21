"""Releases for programs: JSON, described by a document of ours."""
