"""Types of columns that migrations share; knows no table.

Frozen: databases were made with them.
"""

import sqlalchemy as sa

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit id; SQLite hands out row ids only for a column declared INTEGER."""
