"""Cases that tell of one event: linked for who holds both keys, and apart for everybody else."""
