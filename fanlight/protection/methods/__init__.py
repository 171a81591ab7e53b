"""The methods of protection: suppression, pooling, perturbation."""
