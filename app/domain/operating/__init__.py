"""What servers tell of themselves, in the same words for every engine.

Seconds are floats, sizes are bytes, None is "the server does not say", and never zero instead.
"""
