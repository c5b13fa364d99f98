"""A Slack of the tests' own, on a real socket: what it takes, keeps, sends and refuses is Slack's.

`server.FakeSlack` is the whole; `person.Person` drives it. Every request is checked against Slack's
published types and documented limits. What belongs in: Slack's behaviour, and ways to make it fail.
What must never be in: anything of heddle.
"""
