"""Declarations: what those who may see cases say about their own interests."""
