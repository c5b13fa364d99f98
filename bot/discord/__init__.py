"""Discord as a front end.

What Discord's gateway brings becomes calls of inbound, what the courier has becomes messages.
Never decides who may do what, and never words a fact (the presenter does).
"""
