"""The public face: data frames in, data frames out."""
