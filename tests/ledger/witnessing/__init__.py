"""Witnesses of the ledger."""
