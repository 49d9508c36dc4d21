"""Cases: what was told to the committee, what it did about it, and by when."""
