"""The demonstration office: real sample letters and a year of generated items, made through the real services."""

from tracker.services.demonstration.build import build_demonstration

__all__ = ["build_demonstration"]
