"""The page of one case: everything that a member reads, unsealed in their session."""
