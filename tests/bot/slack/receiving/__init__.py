"""All that listens to Slack, by what a person does in a workspace."""
