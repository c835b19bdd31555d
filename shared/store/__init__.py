"""Database of CENTRAL and journals: peewee models and migrations."""
