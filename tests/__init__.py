"""Tests: rules, services, pages, journeys."""
