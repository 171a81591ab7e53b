"""What must be true of every version, proved over all facts."""
