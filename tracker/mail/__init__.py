"""Messages: composing them, handing them to a server, and asking what a server has taken."""
