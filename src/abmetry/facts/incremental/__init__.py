"""Builds whose cost follows what is new: the last build's facts, with what changed made anew."""
