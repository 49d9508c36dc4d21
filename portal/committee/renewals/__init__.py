"""Renewals: two members let a colleague who forgot the password make a new key."""
