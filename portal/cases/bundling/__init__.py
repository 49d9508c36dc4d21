"""The bundle: everything of a case that the person is entitled to, signed, to take elsewhere."""
