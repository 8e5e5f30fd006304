"""Pure: a text becomes steps, commands, decisions and questions, each with the span it came from."""
