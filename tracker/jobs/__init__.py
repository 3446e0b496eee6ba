"""Clockwork: what is done by itself. APScheduler is only a clock; what is due is computed from rows."""
