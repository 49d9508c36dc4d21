"""Files of other shapes: each profile says in data how a system's own file is read."""
