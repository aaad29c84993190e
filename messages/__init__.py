"""Finds the texts that Abmetry says, and keeps their translations."""
