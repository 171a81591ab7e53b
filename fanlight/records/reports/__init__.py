"""What imports counted and did not count, and what a person should know of the records."""
