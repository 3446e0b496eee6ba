"""Rules of the field in plain Python: no Flask, no database."""
