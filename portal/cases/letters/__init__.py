"""Letters that say only that there is news, sent by whoever can unseal the address."""
