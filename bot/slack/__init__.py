"""The Slack door: events in, the engine's answers out. Nothing is decided here."""
