"""How many examples a property is tried with, and where they come from; knows no property.

Three profiles, chosen by ``--hypothesis-profile``: ``test`` and ``quick`` try the same examples in every run,
``explore`` others each time.
"""

import hypothesis
from hypothesis import HealthCheck
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

TEST, QUICK, EXPLORE = "test", "quick", "explore"
SCALES = {TEST: 0.3, QUICK: 0.1, EXPLORE: 5.0}
USUAL_EXAMPLES = 100
FEWEST_EXAMPLES = 3


def register_profiles() -> None:
    """Make the profiles known and load ``test``."""
    for name, scale in SCALES.items():
        hypothesis.settings.register_profile(
            name,
            max_examples=_scaled(USUAL_EXAMPLES, scale),
            derandomize=name != EXPLORE,
            database=None,
            # Time is measured in benchmarks/, never asserted here.
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
    hypothesis.settings.load_profile(TEST)


def examples(count: int, *, steps: int | None = None) -> hypothesis.settings:
    """Return the settings that try ``count`` examples in ``make test``, and fewer or more behind the other doors.

    ``steps`` bounds the turns that a state machine takes for one example.
    """
    scaled = _scaled(count, SCALES[hypothesis.settings.get_current_profile_name()])
    if steps is None:
        return hypothesis.settings(max_examples=scaled)
    # A turn of such a machine is a request, and it stands on a fixture that all examples share.
    return hypothesis.settings(max_examples=scaled, stateful_step_count=steps, suppress_health_check=list(HealthCheck))


def leave_constants_out() -> None:
    """Keep the profile's examples from depending on which modules happen to be imported.

    Hypothesis draws some values from the constants in this project's modules. It has no setting for that, and
    any test that imports a module first, or any edit anywhere, would change the examples of every property.
    """
    if hypothesis.settings().derandomize:
        providers._get_local_constants = Constants


def _scaled(count: int, scale: float) -> int:
    return max(FEWEST_EXAMPLES, round(count * scale))
