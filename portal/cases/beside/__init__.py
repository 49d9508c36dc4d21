"""The record of visits, laid beside what was said, in the session of whoever holds the key."""
