"""Copies of one story: what differs between them, and marks made once and brought to all."""
