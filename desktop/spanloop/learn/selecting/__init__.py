"""Which article next: the ways of choosing (core.strategies) behind one function, `rank`."""
