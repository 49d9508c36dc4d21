"""Was a carer turned away? An answer from whoever stands at the card of a home."""
