"""Others who sign what they saw of the ledger: nobody can show two people two pasts."""
