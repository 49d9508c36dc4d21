"""What was acknowledged is on disk; what is not on disk is not acknowledged."""
