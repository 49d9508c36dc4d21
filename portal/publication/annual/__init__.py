"""The yearly report on complaints that each set of rules asks for."""
