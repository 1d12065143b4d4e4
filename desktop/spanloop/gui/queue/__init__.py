"""The queue: the list of articles at the left of the desk."""
