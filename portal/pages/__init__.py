"""The pages that only tell: the front door, privacy, accessibility, about, and the way around."""
