"""Who the person is, shown to one member when a second agrees."""
