"""Elections and votes of the members: the count, and later the roll, the poll and the urn."""
