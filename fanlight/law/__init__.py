"""The Freedom of Information Act 2000 as dated, cited data and small pure functions. Not legal advice.

What a source did not settle stays marked: `sure` is high (read in the source), medium (read at second hand or
interpreted) or low (not read: to be confirmed by a person), and a finding carries the certainty of what it rests on.
"""
