"""Seats that fall vacant: the same ballots counted again, where the members adopted that."""
