"""What somebody without a computer tells a member, kept as if their receipt had said it."""
