"""Letters that leave by mail: the outbox, and who carries them."""
