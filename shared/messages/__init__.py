"""Kafka records as msgspec structs, topic names and signatures (wire contract 4)."""
