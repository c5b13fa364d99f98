"""The agent: what to do next, what the model is told, when to stop asking it.

Imports `service.domain` and `service.ports`. The decision what to do next is a pure
function of the session's events, so a crash at any point resumes by reading them.
Never writes to the store: use cases record what the agent decides.
"""
