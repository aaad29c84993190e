"""What the facts say at an instant, for the periods of a question."""
