"""What a user can do: one small function per act, each one transaction that returns Changes."""
