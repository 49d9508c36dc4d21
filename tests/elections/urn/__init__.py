"""The sealed urn, tried by voters, key-holders and thieves."""
