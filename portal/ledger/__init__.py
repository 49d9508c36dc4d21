"""Ledger: the public, signed, hash-chained list that shows that nothing changes quietly."""
