"""Candour: the care-quality transparency and complaint portal of a care co-operative."""
