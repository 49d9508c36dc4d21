"""What a home says of a visit, written beside the visit with consent."""
