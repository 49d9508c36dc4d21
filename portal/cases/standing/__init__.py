"""Whether somebody may be told about the care: on evidence, accepted by two."""
