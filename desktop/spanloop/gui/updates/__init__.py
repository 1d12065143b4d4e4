"""Asking whether there is a newer version, when a person wants it."""
