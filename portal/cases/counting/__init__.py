"""What cases give to counts: kinds, days and outcomes, without a word of what was said."""
