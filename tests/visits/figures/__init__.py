"""The figures: rules on plain rows, each tried on its own and against a slower way of counting."""
