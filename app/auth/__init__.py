"""Secrets: in the system's keychain, in a vault of our own, or for this run only.

`Secrets` is what the rest of the program uses. All of it may wait (for a prompt, for a derivation
of a key): none of it belongs into the GUI thread.
"""
