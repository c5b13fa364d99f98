"""`heddle slack`: the manifest, and the set-up of Slack in three minutes.

Everything is checked before anything is kept, and kept in one transaction: whoever breaks off
leaves nothing half done.
"""
