"""Votes of the members on one question: yes, no, or an abstention."""
