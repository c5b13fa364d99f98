"""What runs heddle elsewhere and watches it. Configuration, and the code that writes some of it.

Nothing here is part of the installed package, and nothing in `bot` or `service` may import it.
"""
