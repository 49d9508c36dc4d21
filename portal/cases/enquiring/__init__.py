"""A question to the care office about a visit, hidden among others, and its answer."""
