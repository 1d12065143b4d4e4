"""Suggestions that are refreshed while one works."""
