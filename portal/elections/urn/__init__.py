"""The sealed urn: ballots that only two of three key-holders can open, and nobody can trace."""
