"""Commands: `tracker --help` lists them."""
