"""From files and options to what is asked for, and results to files."""
