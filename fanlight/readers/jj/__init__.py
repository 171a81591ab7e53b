"""JJ files, the format of the cell-suppression literature."""
