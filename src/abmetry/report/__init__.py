"""The board pack: what was answered, told slide by slide, and written as a deck, a paper, a workbook or a page."""
