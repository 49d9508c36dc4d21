"""What the ledger says of cases, for members who may see those cases."""
