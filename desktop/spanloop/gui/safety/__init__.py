"""Keeping work safe: backups while one works, what to do with a file that cannot be opened, deleting for good."""
