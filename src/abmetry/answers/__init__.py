"""Questions, and the answers to them."""
