"""Setting Slack up, and the doctor's look at it, against a Slack that validates every request."""
