"""A new table and the figures that are out as linked tables: what touches, over which records, as one system."""
