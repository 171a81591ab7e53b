"""Withheld figures that are out already: which, by what chain of figures, and the report on it."""
