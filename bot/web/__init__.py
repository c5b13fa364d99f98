"""The web channel: heddle in a browser, rendered on the server, live by events.

Holds pages, their fragments and streams, and who is signed in. May import Starlette, the
service's domain, ports and queries, and `bot.inbound`; never a use case, a setting or an
adapter, and nothing of `bot.http`: it is handed values and gives back its routes.
"""
