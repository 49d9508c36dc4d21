"""Co-opting: a vacant seat is filled until the next election, and says so in public."""
