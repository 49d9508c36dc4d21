"""What somebody may send who means no good, or whose hand slips: every form, every file."""
