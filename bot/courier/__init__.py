"""What waits in the outbox goes out, to phones and chat channels; cards of sessions are kept up to
date there; and what phones answer comes in.

Carries lanes to the pusher and to platforms, and replies to inbound. Words nothing itself (the
presenter does), decides nothing, and knows no service's and no platform's payloads.
"""
