"""Patterns in the visits, for members of the committee: closed until one of them opens it."""
