"""Published releases as strangers check them, and several co-operatives side by side."""
