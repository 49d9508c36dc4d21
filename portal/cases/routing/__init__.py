"""Where a case goes: the table that the committee edits, and tries on past cases first."""
