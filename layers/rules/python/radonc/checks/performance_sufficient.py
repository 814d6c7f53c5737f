"""Performance scores sent with a claim do not rule a stereotactic treatment out (D-05, C-16)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


class PerformanceLimits(Params):
    """Karnofsky below `karnofsky_at_least` fails; ECOG above `ecog_at_most` fails. Neither is inferred."""

    karnofsky_at_least: int
    ecog_at_most: int


def check(params: PerformanceLimits, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose claim carries a failing score; scores that disagree are `contradictory`."""
    for service in targets:
        scores = service.claim.record.clinical
        if scores is None:
            continue
        sent = []
        if scores.karnofsky is not None:
            sent.append((f"Karnofsky {scores.karnofsky}", scores.karnofsky < params.karnofsky_at_least))
        if scores.ecog is not None:
            sent.append((f"ECOG {scores.ecog}", scores.ecog > params.ecog_at_most))
        failing = [fails for _, fails in sent]
        if not any(failing):
            continue
        words = " and ".join(words for words, _ in sent)
        evidence = {"scores": words, "karnofsky": scores.karnofsky, "ecog": scores.ecog}
        yield Breach(service=service, outcome="default" if all(failing) else "contradictory", evidence=evidence)


KIND = Kind(
    name="performance_sufficient",
    stage="line",
    params=PerformanceLimits,
    check=check,
    outcomes=("default", "contradictory"),
    evidence=frozenset({"scores", "karnofsky", "ecog"}),
)
