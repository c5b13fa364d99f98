"""Setting a chat platform up: the walk through it that all of them share.

Everything is checked before anything is kept, and kept in one transaction: whoever breaks off
leaves nothing half done.
"""
