"""Frozen features of words from a small language model (MiniLM), for recipes that name them."""
