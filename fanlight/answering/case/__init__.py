"""A case as its officer keeps it: the values of case.yaml, and how the file is read and written."""
