"""Everything that goes out with a release: made once, the same bytes for ever."""
