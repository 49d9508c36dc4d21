"""Founding: how a co-operative that has no committee yet gets its first one."""
