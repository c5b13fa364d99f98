"""What waits in the outbox goes out, and what phones answer comes in.

Carries lanes to the pusher and replies to inbound. Words nothing itself (the presenter does),
decides nothing, and knows no service's payloads.
"""
