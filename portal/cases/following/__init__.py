"""What became of it: asked three times after an answer, and looked into if it got worse."""
