"""Searches for whole-number tables that agree with what readers know: the witnesses of an audit."""
