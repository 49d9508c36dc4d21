"""The way of a file set into the store: read, judged, looked at, accepted or abandoned."""
