"""What reaches the driver's core besides intents: the two Kafka loops say who they are."""

from shared.messaging.events import FromConsumer, FromProducer

__all__ = ("FromConsumer", "FromProducer")
