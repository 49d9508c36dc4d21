"""What a year came to: the quality account, and the report on complaints that rules ask for."""
