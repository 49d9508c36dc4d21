"""The register as a list: exported, read in from a file, and shown to members who inspect it."""
