"""Permanent storage for what sessions made: bundles in folders of this machine.

Imports the standard library only. A bundle appears under its name complete, synced and with
its manifest, or not at all. Names in a workspace are hostile: no link is followed, on either
side. Never changes a workspace, and never a bundle that is finished.
"""
