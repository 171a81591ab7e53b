"""A protection as it is asked for, and the table that it is asked for."""
