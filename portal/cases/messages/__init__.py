"""What is written between the person and the committee, and between members."""
