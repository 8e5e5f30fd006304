"""What is a command, and what only stands near one."""
