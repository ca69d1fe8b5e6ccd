"""The commands, one module each: its arguments, and what it does with them. None of them ends the process."""
