"""The indicators, by what they count: each one small function beside its formula in words."""
