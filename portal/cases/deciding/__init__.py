"""How the committee decides: a vote on each issue, by a quorum free of interest."""
