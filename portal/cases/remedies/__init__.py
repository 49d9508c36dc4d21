"""What is put right and what is learned: promised with an owner and a day, done with evidence."""
