"""Label Studio: its JSON export."""
