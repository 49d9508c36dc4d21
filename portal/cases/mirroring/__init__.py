"""The committee's own mirror: how it does its work, by term and never by person."""
