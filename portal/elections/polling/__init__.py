"""The poll: the roll, codes to vote with, casting, and finding a ballot again."""
