"""Contracts, attendance, outcomes and indicators of care visits."""
