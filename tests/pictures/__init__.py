"""Pictures for the documentation, drawn from the payloads that are really sent.

`python -m tests.pictures` writes them. The look of Slack is imitated well enough to judge a card.
"""
