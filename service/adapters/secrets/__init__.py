"""Encrypting with the deployment's key, and where that key comes from.

Imports `cryptography` and the standard library. No key, and nothing that was decrypted,
is ever logged or put into an error's text.
"""
