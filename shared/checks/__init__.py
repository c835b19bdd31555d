"""What ``--check`` asks of Kafka, of peers and of this computer; each app names its own in ``checks.py``."""
