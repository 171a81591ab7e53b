"""From files and data frames to tables, and back: cells, JJ instances, trees, pools, keys, published tables."""
