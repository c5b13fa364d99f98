"""What heddle says in Slack arrives there once, whatever fails on the way."""
