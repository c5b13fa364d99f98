"""Catching up: what was written while heddle did not hear a platform is read and taken in.

Belongs here: when to read, in which order, who of several processes does, and what people are
told of it. How a platform's history is read is its front end's.
"""
