"""What changes between two states of knowledge, or under other definitions, and why."""
