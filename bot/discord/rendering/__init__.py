"""Cards and Markdown become Discord's payloads: plain dicts, within Discord's limits.

Pure: no SDK, no I/O, no clock. Whatever an agent or a person wrote comes out as text that can
mention nobody. Never decides what to show: that is in the cards of bot.presenter.
"""
