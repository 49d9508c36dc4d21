"""What a case must do, and what it must never do."""
