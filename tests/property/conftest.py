"""How many examples are tried: few and always the same in `make test`; `--hypothesis-profile=thorough` tries many."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if settings.get_current_profile_name() not in ("quick", "thorough"):
    settings.load_profile("quick")
