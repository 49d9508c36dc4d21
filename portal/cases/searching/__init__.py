"""Words, looked for in the session of a member who holds the cases."""
