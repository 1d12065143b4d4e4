"""Marks out of a project: which format carries what of it, where to, and what was written."""
