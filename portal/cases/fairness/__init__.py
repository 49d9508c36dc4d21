"""The care worker concerned is told the substance and may answer, before anything is found."""
