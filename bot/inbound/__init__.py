"""What people say and order becomes a call of a use case, and its outcome an answer.

Every front end comes in here. Decides nothing itself; never knows a channel's payloads,
never words a fact (the presenter does).
"""
