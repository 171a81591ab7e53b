"""What of the records a response does not count, and zeros that may be mistakes: named, and left to a person."""
