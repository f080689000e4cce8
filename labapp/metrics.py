"""The measurements of one process, in Prometheus' vocabulary; no label ever names a person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

REQUESTS = Histogram(
    "lab_http_request_seconds", "Time to answer a request.", ["method", "route", "status"], registry=REGISTRY
)
SOCKETS = Gauge("lab_sockets", "Authenticated sockets of this instance.", ["role"], registry=REGISTRY)
HANDSHAKES = Counter("lab_handshakes_total", "Socket handshakes by outcome.", ["outcome"], registry=REGISTRY)
MESSAGES = Counter(
    "lab_socket_messages_total", "Client messages by outcome.", ["message", "outcome"], registry=REGISTRY
)
DELIVERIES = Counter("lab_broadcasts_total", "Wire events handed to the transport.", ["event"], registry=REGISTRY)
REPLAYS = Counter(
    "lab_replays_total",
    "Clients that came back, by outcome, and where their gap was found: in the ring or in the database.",
    ["outcome", "source"],
    registry=REGISTRY,
)
TAIL_POSITION = Gauge("lab_tail_position", "Last number of the log that was delivered here.", registry=REGISTRY)
LISTENER_FAILURES = Counter(
    "lab_tail_listener_failures_total",
    "Receivers of an entry's signal, and their steps, that raised.",
    registry=REGISTRY,
)
LOOP_LAG = Gauge("lab_loop_lag_seconds", "How late the event loop was at the last look.", registry=REGISTRY)
MAILS = Counter("lab_mails_total", "Mails by kind and outcome.", ["kind", "outcome"], registry=REGISTRY)
POOL_QUEUE = Gauge("lab_pool_queue_length", "Jobs that wait for a worker of the pool.", ["pool"], registry=REGISTRY)
POOL_BUSY = Gauge("lab_pool_busy_workers", "Workers of the pool that run a job.", ["pool"], registry=REGISTRY)
