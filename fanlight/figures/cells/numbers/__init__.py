"""Numbers as files write them."""
