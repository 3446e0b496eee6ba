"""Reads: functions that return rows or small records; nothing here changes a row."""
