"""The answer: drafted from what was found, and printed with what the law wants in it."""
