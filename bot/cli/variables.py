"""The environment variables that the bot reads."""

# Without these, Slack cannot be joined, by slack.mode.
TOKENS = {
    "socket": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "http": ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
}
VARIABLES = (
    "BOT_CONFIG",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "BOT_PERSON_KEY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
)
