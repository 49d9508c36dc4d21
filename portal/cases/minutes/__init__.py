"""The minutes of a case: each step, who did it, on which day."""
