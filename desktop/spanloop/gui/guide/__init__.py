"""The user guide: its pages, how they are read, and the window that shows them."""
