"""What is done about a published report that turns out to be wrong."""
