"""The rules of the house, executable."""
