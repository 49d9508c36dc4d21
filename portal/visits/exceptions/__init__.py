"""What the care office has to mend in its records, until nothing is left."""
