"""What Part I of the Act says of requests that are not simply answered: their records, what is wrong in them, their words.

A record is what a named person decided, as `case.yaml` holds it. Findings about it are `law.findings`: those of severity
`check` are advice. Words come from records that have been checked, and are plain sentences.
"""
