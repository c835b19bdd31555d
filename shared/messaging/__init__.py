"""Kafka clients on threads: consume, produce, create topics, know whether the broker answers.

The only package that imports kafka-python and confluent-kafka. It moves bytes: what a record means is the
business of :mod:`shared.messages`.
"""
