"""Cases that the safeguarding lead or the outside person has alone, until they give them back."""
