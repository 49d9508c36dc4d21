"""Meetings of the committee: on which day, and which of its members came."""
