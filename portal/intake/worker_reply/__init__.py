"""Where a care worker types the code and answers; it leads to nothing else of the case."""
