"""Marks each test with the name of its folder, so that pytest selects by it: `-m "not browser"`."""

from pathlib import Path

from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
MARKERS = {"unit", "site", "http", "browser", "resilience"}

# Tests must not depend on the speed of the machine.
settings.register_profile("fanpin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fanpin")


def pytest_collection_modifyitems(items) -> None:
	for item in items:
		if TESTS in item.path.parents:
			folder = item.path.relative_to(TESTS).parts[0]
			if folder in MARKERS:
				item.add_marker(folder)
