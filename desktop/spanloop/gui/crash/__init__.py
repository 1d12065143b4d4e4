"""What the window does with what nobody expected."""
