"""YAML that somebody else wrote: within bounds, and with the line of every value."""
