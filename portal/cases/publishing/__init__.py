"""What everybody may read of a case: what was said, what was promised, what was done."""
