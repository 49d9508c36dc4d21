"""What a case is about, put more exactly by whoever reads it; each thing has its own finding."""
