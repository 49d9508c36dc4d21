"""Publication: figures made safe, signed by two, and never changed quietly."""
