"""Files as rows of text: CSV, workbooks, packed files."""
