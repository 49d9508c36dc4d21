"""A result that was challenged and does not stand: set aside by two who run elections."""
