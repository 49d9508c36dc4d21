"""Tests of accounts: who signs in, how, and what each may do."""
