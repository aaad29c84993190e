"""The slides of the board pack, one file per slide: each a function from what was answered to the slide, or None."""
