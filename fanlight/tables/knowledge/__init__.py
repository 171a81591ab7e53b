"""What a policy asks, what the public knows, and what withholding loses."""
