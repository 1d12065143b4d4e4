"""Bringing material in: looking at it, a preview before anything is written, and the import itself."""
