"""Checking one's marks at the window: what was perhaps missed, and what contradicts the rest."""
