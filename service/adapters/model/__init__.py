"""Language models behind the `Model` port: any that litellm knows, and the offline demo.

Imports litellm, `service.ports` and `service.domain`. Only workers load it: litellm takes
seconds and 100 MB. Never retries and never waits out a limit: it says what happened, and
whoever asked decides, where people can see it.
"""
