"""What goes out with a release."""
