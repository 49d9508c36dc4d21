"""The running year of cases."""
