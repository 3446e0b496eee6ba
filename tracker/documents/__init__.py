"""Letters and files: read from uploads and read for their meaning; no database and no web."""
