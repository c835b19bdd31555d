"""``--kafka-option NAME=VALUE`` (acceptance, section 1)."""

from __future__ import annotations

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from shared.messaging.options import OptionValue, options_of, parse_kafka_option


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("fetch_max_wait_ms=20", ("fetch_max_wait_ms", 20)),
        ("fetch.max.wait.ms=20", ("fetch_max_wait_ms", 20)),
        ("Fetch-Max-Wait-Ms = 20", ("fetch_max_wait_ms", 20)),
        ("linger_ms=1.5", ("linger_ms", 1.5)),
        ("check_crcs=false", ("check_crcs", False)),
        ("ssl_check_hostname=true", ("ssl_check_hostname", True)),
        ("api_version=2,3", ("api_version", (2, 3))),
        ("api_version=2.3", ("api_version", (2, 3))),
        ("compression_type=gzip", ("compression_type", "gzip")),
        ("security_protocol=SASL_SSL", ("security_protocol", "SASL_SSL")),
        ("client_id=7", ("client_id", "7")),
        ("acks=all", ("acks", "all")),
    ],
)
def test_values_are_recognised(text: str, pair: tuple[str, OptionValue]) -> None:
    assert parse_kafka_option(text) == pair


@pytest.mark.parametrize("password", ["1234", "true", "1,2", "a=b"])
def test_a_password_stays_a_text(password: str) -> None:
    assert parse_kafka_option(f"sasl_plain_password={password}") == ("sasl_plain_password", password)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fetch_max_wait=20", "unknown Kafka option fetch_max_wait; did you mean fetch_max_wait_ms?"),
        ("qqqqqqqq=1", "unknown Kafka option qqqqqqqq"),
        ("linger_ms", "'linger_ms' is no Kafka option: write it as NAME=VALUE"),
        ("=1", "'=1' is no Kafka option: write it as NAME=VALUE"),
        ("linger_ms=soon", "the Kafka option linger_ms needs a number"),
        ("linger_ms=true", "the Kafka option linger_ms needs a number"),
        ("check_crcs=1", "the Kafka option check_crcs needs true or false"),
        ("api_version=2", "the Kafka option api_version needs a version such as 2,3"),
        ("bootstrap_servers=x:1", "the Kafka option bootstrap_servers is set by the program itself"),
        ("partitioner=x", "the Kafka option partitioner cannot be given as text"),
    ],
)
def test_a_wrong_option_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_kafka_option(text)
    assert str(caught.value) == sentence


def test_an_option_goes_only_to_the_clients_that_know_it() -> None:
    given: dict[str, OptionValue] = {"fetch_max_wait_ms": 20, "linger_ms": 5, "api_version": (2, 3)}
    assert options_of(KafkaConsumer, given) == {"fetch_max_wait_ms": 20, "api_version": (2, 3)}
    assert options_of(KafkaProducer, given) == {"linger_ms": 5, "api_version": (2, 3)}
    assert options_of(KafkaAdminClient, given) == {"api_version": (2, 3)}
