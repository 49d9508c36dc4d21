"""What averages hide: runs, clipped rounds, contradictions, overlaps, edits, late records."""
