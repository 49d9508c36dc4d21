"""Vault: holders of keys, safes, grants, and content that only their holders can open."""
