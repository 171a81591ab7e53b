"""The files of a draft: written, inspected, hashed, put in place, and told on the trail."""
