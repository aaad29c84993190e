"""What came of it: one file per family of outcomes, each with `outcomes`."""
