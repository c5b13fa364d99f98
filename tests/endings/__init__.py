"""Labelled endings, and how the weights of the rules were fitted to some of them."""
