"""Standing: who is nominated, and who withdraws."""
