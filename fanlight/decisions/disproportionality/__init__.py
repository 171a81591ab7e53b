"""Rates and ratios by age, sex and ethnicity, with their intervals."""
