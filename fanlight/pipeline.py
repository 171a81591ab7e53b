"""The story in one function: tabulate → protect → audit."""
