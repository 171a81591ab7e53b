"""Which records a figure counts, and the partition that a set of figures makes."""
