"""Excel workbooks: sheets, styles, strings and rules, and a fresh copy of what is seen."""
