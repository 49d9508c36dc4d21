"""The register of members: who belongs to the co-operative, in which class, since when."""
