"""Appointments: how the committee fills its offices, two members at a time."""
