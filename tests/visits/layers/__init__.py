"""Changes by hand and claims."""
