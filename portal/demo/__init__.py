"""The demonstration: an invented co-operative, loaded through the doors that everyone uses."""
