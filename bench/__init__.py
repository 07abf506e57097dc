"""Measurements of the tracker on the machine at hand: ``make bench``."""
