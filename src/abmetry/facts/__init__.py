"""Facts: what the model says once every row has found its account."""
