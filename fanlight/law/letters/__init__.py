"""What is read in a letter: its parts (`reading`), who wrote it (`bodies`), and what goes wrong, a module a kind."""
