"""What is told by telephone, by letter or in person: taken down, handed over, and answered."""
