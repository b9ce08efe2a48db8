"""Vem beslutar: who decides what, answered with the sentence that says so."""

__version__ = "0.5.0"
