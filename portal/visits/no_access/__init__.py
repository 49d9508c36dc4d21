"""Visits whose carer could not get in: the evidence, the procedure, and who says otherwise."""
