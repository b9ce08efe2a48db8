"""The command line: one file a command, and one door that turns exceptions into words and exit codes."""
