"""From the urn to the seats: opening, lots, declaration, challenge, destruction."""
