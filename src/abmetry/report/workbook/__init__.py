"""The board pack as a workbook: the numbers with their parts, and formulas that make the rates of them again."""
