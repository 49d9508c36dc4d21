"""Somebody still needs a visit today: word to whoever is on duty."""
