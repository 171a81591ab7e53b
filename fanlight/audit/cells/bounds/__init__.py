"""What follows from what readers know: bounds on a hidden figure, and their proofs."""
