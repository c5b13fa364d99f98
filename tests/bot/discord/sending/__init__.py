"""What heddle says in Discord arrives there once, whatever fails on the way."""
