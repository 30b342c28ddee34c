"""The Kafka-protocol cluster inside librdkafka, in our own process: for machines without Java, and for tests.

It keeps its records in memory (about 5 MB a partition, older ones are dropped) and forgets them at the end; the
relays send again from their outboxes. The Python client shows only a switch for it, so the C functions are called
directly: topics must have the partitions that the contracts name, and tests take the broker down and up.
"""

import ctypes
import time
from collections.abc import Mapping

import confluent_kafka.cimpl

_PRODUCER = 0
_ERROR_TEXT_BYTES = 512
_LOG_CRITICAL = b"2"
BROKER_ID = 1
REBALANCE_DELAY_MS = 50
BREATH_SECONDS = 0.001
"""Its thread misses what it is told while it still answers the last word, and then looks only after a second."""


class MockBroker:
    """One broker on an ephemeral port of 127.0.0.1, running from the moment it is made. Close it, or use ``with``.

    Raises RuntimeError when librdkafka can't make it.
    """

    def __init__(self, topics: Mapping[str, int]) -> None:
        self._library = _library()
        conf = self._library.rd_kafka_conf_new()
        error = ctypes.create_string_buffer(_ERROR_TEXT_BYTES)
        self._library.rd_kafka_conf_set(conf, b"log_level", _LOG_CRITICAL, error, len(error))
        self._client = self._library.rd_kafka_new(_PRODUCER, conf, error, len(error))
        if not self._client:
            raise RuntimeError(f"librdkafka: {error.value.decode()}")
        self._cluster = self._library.rd_kafka_mock_cluster_new(self._client, 1)
        if not self._cluster:
            raise RuntimeError("librdkafka can't open its broker's port")
        # Groups are small and known: no need to wait 3 s for more members before the first assignment.
        self._library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, REBALANCE_DELAY_MS)
        for name, partitions in topics.items():
            self.create_topic(name, partitions)

    @property
    def bootstrap_servers(self) -> str:
        """``host:port``; the same until it is closed."""
        return str(self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode())

    def create_topic(self, name: str, partitions: int) -> None:
        """Raises RuntimeError when the topic exists with other partitions or can't be made."""
        self._tell("topic_create", name, name.encode(), partitions, 1)

    def delete_topic(self, name: str) -> None:
        """Forget a topic and its records, as a broker that lost its disk would."""
        self._tell("topic_delete", name, name.encode())

    def take_down(self) -> None:
        """Cut every connection and refuse new ones; the records stay."""
        self._tell("broker_set_down", "broker", BROKER_ID)

    def bring_up(self) -> None:
        """Accept connections again, on the same port."""
        self._tell("broker_set_up", "broker", BROKER_ID)

    def close(self) -> None:
        """Stop the broker and forget its records."""
        if self._client:
            self._library.rd_kafka_mock_cluster_destroy(self._cluster)
            self._library.rd_kafka_destroy(self._client)
            self._client = None

    def __enter__(self) -> "MockBroker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tell(self, word: str, subject: str, *given: object) -> None:
        time.sleep(BREATH_SECONDS)  # also in a loop: a start says four words, and librdkafka's call blocks as well
        code = getattr(self._library, f"rd_kafka_mock_{word}")(self._cluster, *given)
        if code != 0:
            raise RuntimeError(f"librdkafka's broker, {subject}: {self._library.rd_kafka_err2str(code).decode()}")


def _library() -> ctypes.CDLL:
    # The extension module is linked with librdkafka, so the symbols are found through it wherever the wheel keeps it.
    library = ctypes.CDLL(confluent_kafka.cimpl.__file__)
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    for name, result, arguments in (
        ("rd_kafka_conf_new", pointer, []),
        ("rd_kafka_conf_set", ctypes.c_int, [pointer, text, text, text, size]),
        ("rd_kafka_new", pointer, [ctypes.c_int, pointer, text, size]),
        ("rd_kafka_destroy", None, [pointer]),
        ("rd_kafka_err2str", text, [ctypes.c_int]),
        ("rd_kafka_mock_cluster_new", pointer, [pointer, ctypes.c_int]),
        ("rd_kafka_mock_cluster_bootstraps", text, [pointer]),
        ("rd_kafka_mock_cluster_destroy", None, [pointer]),
        ("rd_kafka_mock_group_initial_rebalance_delay_ms", None, [pointer, ctypes.c_int32]),
        ("rd_kafka_mock_topic_create", ctypes.c_int, [pointer, text, ctypes.c_int, ctypes.c_int]),
        ("rd_kafka_mock_topic_delete", ctypes.c_int, [pointer, text]),
        ("rd_kafka_mock_broker_set_down", ctypes.c_int, [pointer, ctypes.c_int32]),
        ("rd_kafka_mock_broker_set_up", ctypes.c_int, [pointer, ctypes.c_int32]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
