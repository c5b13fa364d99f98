"""Views: pure functions over `Reads` that answer what people ask; they change nothing.

Return facts as frozen dataclasses, for any front end to show. Never lock, never word
more than a plain sentence, never know who is allowed to look.
"""
