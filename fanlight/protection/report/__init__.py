"""What was done, what it loses, and what is proved: in words, figures and pictures."""
