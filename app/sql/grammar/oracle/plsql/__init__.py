"""PL/SQL: units, blocks, declarations and statements (PL/SQL Language Reference, 19c to 23ai).

References → Declarations → Subprograms → Statements → Iterations → Blocks → Packages → …
"""
