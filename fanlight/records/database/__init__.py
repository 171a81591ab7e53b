"""The store's DuckDB file: its fields, tables and connections, and what its trouble means."""
