"""Sends what the courier hands over: posts, cards, reactions, streams, tags and names.

Knows where a lane leads and how an uncertain send is looked up. Never words anything that another
channel says too, and never decides what is sent.
"""
