"""Ready column maps of exports that many companies have, by the name that `map` of a files source gives."""
