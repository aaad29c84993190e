"""What Abmetry says, in the languages in which it says it."""
