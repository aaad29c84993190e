"""One workspace for many readers at once: its current build held open, and each question answered only once."""
