"""The sizes of a run, and the figures of one contender."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """The sizes of a run. A figure that is used in a ratio is the median of ``repeats`` measurements."""

    small: int = 250
    middle: int = 1000
    large: int = 2000
    points: tuple[int, ...] = (100, 1000, 5000)
    repeats: int = 5
    rounds: int = 20
    burst: int = 100
    bursts: int = 3
    dropped: int = 4000
    drop_sizes: tuple[int, ...] = (1000, 8000)
    storm: int = 2000
    storms: int = 5
    inbound: int = 10_000
    # One interval of the heartbeat, which is the same for all contenders.
    idle_seconds: float = 25
    changes: int = 300
    big_messages: int = 60
    slow_events: int = 20_000
    readers: int = 50
    screens: tuple[int, ...] = (100, 500, 1000)
    screen_rounds: int = 10
    fetch_rounds: int = 2
    requests: int = 200
    appointments: int = 1000
    # Its database driver is compiled on first use where no build of it can be downloaded.
    express: bool = True


FULL = Plan()
# To test the benchmark itself; its figures have no meaning.
QUICK = Plan(
    small=20,
    middle=60,
    large=100,
    points=(10, 50, 100),
    repeats=2,
    rounds=3,
    bursts=2,
    dropped=100,
    drop_sizes=(50, 100),
    storm=50,
    storms=1,
    inbound=500,
    idle_seconds=1,
    changes=20,
    big_messages=10,
    slow_events=800,
    readers=5,
    screens=(10,),
    screen_rounds=1,
    fetch_rounds=1,
    requests=8,
    appointments=10,
    express=False,
)


@dataclass
class Slow:
    """The effect of a client that never reads: the p99 of the others with and without it, and the server's growth."""

    events: int
    p99_without: float
    p99_with: float
    growth: int
    closed_after: int


@dataclass
class Figures:
    """The figures of one contender, by the key of their row; times in seconds, memory in bytes."""

    name: str
    values: dict[str, float] = field(default_factory=dict)
    slow: Slow | None = None
