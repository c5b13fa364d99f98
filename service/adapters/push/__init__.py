"""Telling a phone or a mailbox: ntfy spoken directly, everything else through Apprise.

The home of Apprise. Reads addresses that people typed, sends pushes, hears which button was
pressed. Never keeps an address, never writes one into a text, a log or an error, and never
decides whom to tell or whether a reply is genuine.
"""
