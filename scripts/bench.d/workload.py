"""How much load one run offers. The defaults are the published method; `--quick` is for work on the hot path."""

from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Workload:
    """Sizes of one run of one gateway. A phase of size 0 is left out."""

    connections: int = 32  # of the request phase, closed loop
    requests: int = 100_000
    warm_up: int = 3_000
    streams: int = 100  # concurrent, in the stream phase
    stream_seconds: int = 8
    events_per_second: int = 100  # of each stream; the upstream's interval
    latency_requests: int = 20_000
    latency_rate: int = 2_000  # requests per second over 4 connections
    first_event_streams: int = 2_000
    first_event_rate: int = 200  # streams per second over 8 connections
    idle_seconds: int = 10

    @property
    def events_per_stream(self):
        return self.stream_seconds * self.events_per_second

    def as_json(self):
        return asdict(self)

    def scaled_for(self, changes):
        """The same phases with the sizes a slow gateway can bear; never larger than what was asked for."""
        return replace(self, **{name: min(value, getattr(self, name)) for name, value in changes.items()})


QUICK = Workload(
    requests=60_000, warm_up=2_000, stream_seconds=4, latency_requests=0, first_event_streams=0, idle_seconds=0
)
QUICK_ROUNDS = 3
FULL_ROUNDS = 5
