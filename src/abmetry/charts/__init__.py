"""Charts, declared once: pure functions from rows of Answers to Vega-Lite."""
