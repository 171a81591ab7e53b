"""Scrutiny panels: the sample that is drawn, and the panel's verdicts."""
