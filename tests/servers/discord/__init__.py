"""A Discord of the tests' own on real sockets: what it takes, keeps, sends and refuses is real.

`server.FakeDiscord` is the whole; `person.Person` drives it. Every request and every answer is
checked against Discord's published OpenAPI document and the limits that bots are held to. What
belongs in: Discord's behaviour, and ways to make it fail. What must never be in: heddle.
"""
