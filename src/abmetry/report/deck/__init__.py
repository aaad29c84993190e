"""The board pack as PowerPoint: native charts and real text, on a master of its own."""
