"""The program itself: what it is, where its files are, what it says to the system."""
