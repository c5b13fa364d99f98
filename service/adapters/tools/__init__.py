"""The workspaces of sessions, and the tools that act on the files in them.

Imports the standard library, pydantic (arguments) and RE2 (search). A path is opened here
component by component and follows no link, whoever made it; nothing is ever opened,
listed or changed outside the session's own workspace. Whatever may block runs in a thread.
"""
