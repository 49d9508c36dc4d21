"""What everybody may read of a case."""
