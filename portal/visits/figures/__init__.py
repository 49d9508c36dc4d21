"""What was contracted, what was delivered, and the figures between: pure functions on rows."""
