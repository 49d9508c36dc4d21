"""A report that waits, sealed, until somebody else reports the same service, or until its day."""
