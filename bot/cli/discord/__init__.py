"""`heddle discord`: the set-up of Discord in two minutes."""
