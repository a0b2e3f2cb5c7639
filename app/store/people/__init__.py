"""Who works with the console and what they may, beside the inventory: a team has both in common.

A store on this computer is its user's own, and holds nobody back; that of a team is asked in every
transaction, by the clock of its server. SQLAlchemy is imported when it is opened.
"""
