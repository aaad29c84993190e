"""Named steps of SQL, and the facts that are made of them."""
