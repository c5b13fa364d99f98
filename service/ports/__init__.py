"""What the service needs from outside, as small Protocols named for the need.

Each has a real adapter in `service.adapters` and passes the same suite as its fake.
Imports `service.domain` only; no I/O, no SDK, and no method named after a vendor's call.
"""
