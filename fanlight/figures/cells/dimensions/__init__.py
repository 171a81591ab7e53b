"""The dimensions of a table: trees of codes, pools of codes, and the product of them all."""
