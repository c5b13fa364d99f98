"""Pictures for the documentation, drawn from the payloads that are really sent.

`python -m tests.pictures` writes them. The looks of Slack and Discord are imitated well enough to
judge a card.
"""
