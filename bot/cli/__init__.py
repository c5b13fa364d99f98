"""The command line: `heddle` and its commands, one file each.

Commands translate between a terminal and the views and use cases; they decide nothing.
Everything heavy is imported inside the command that needs it, so that `--help` is
immediate. What needs a model or a worker runs as a child process of the service.
"""
