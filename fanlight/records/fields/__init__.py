"""From a file's columns to the store's fields: layouts, cleaning, and the first fault of each row."""
