"""Releases as strangers check and compare them."""
