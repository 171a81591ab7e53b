"""Policy over a past extract, and the tables of it that may leave the unit."""
