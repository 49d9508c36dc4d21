"""What one member says of another's interest in a case, and a second finds."""
