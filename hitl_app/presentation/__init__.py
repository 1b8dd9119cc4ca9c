"""What a screen shows, as plain values: every sentence that a person can read, and no Qt."""
