"""What is published of a table, read and written."""
