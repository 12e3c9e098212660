"""Mapping a file that no profile knows: what it looks like, suggestions, a profile."""
