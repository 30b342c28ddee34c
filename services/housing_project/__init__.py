"""Households and their houses: from the application to the settlement."""
