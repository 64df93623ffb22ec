"""What is counted about the bot's work; never about a person, a community or what was said."""

from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

Outcome = Literal["ok", "refused", "failed"]
"""How an interaction ended: answered, answered with a UserError's sentence, or with an apology for a bug."""

INTERACTIONS: Final = Counter(
    "mentorbot_interactions", "Interactions answered, by command and outcome.", ["command", "outcome"]
)
SECONDS: Final = Histogram(
    "mentorbot_interaction_seconds",
    "From receiving an interaction to the answer having been sent, in seconds.",
    ["command"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
)
GATEWAY_SECONDS: Final = Gauge(
    "mentorbot_gateway_latency_seconds", "Between a heartbeat and its acknowledgement, in seconds."
)
DELIVERIES: Final = Counter(
    "mentorbot_deliveries",
    "What became of each try to send: sent, noticed (in the notice channel), unneeded, retried, dead.",
    ["outcome"],
)
DUE: Final = Gauge("mentorbot_deliveries_due", "Due and not sent yet, counted now and then, up to 10,000.")
LATENESS_SECONDS: Final = Histogram(
    "mentorbot_delivery_lateness_seconds",
    "From when a message was due to when it was sent, in seconds.",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0),
)


def interaction(command: str, outcome: Outcome, seconds: float) -> None:
    """Count one interaction.

    Args:
        command: The command's or the button's fixed name ("nextstep", "progress:done"), without its argument.
        outcome: How it ended.
        seconds: How long it took.
    """
    INTERACTIONS.labels(command, outcome).inc()
    SECONDS.labels(command).observe(seconds)


def delivery(outcome: str, late: float) -> None:
    """Count one try to send.

    Args:
        outcome: What became of it: sent, noticed, unneeded, retried or dead.
        late: Seconds since it was due; counted only for what was sent.
    """
    DELIVERIES.labels(outcome).inc()
    if outcome in {"sent", "noticed"}:
        LATENESS_SECONDS.observe(max(late, 0.0))
