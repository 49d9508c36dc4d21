"""The audit: invented co-operatives of every awkward kind, protected and attacked."""
