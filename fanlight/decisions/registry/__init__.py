"""The cases of a store: opened and moved, verified, replayed, brought to the present form."""
