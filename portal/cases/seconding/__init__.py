"""What one member asks for and a second has to agree to."""
