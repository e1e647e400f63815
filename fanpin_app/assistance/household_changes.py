"""How cases and measures follow a household whose registration changes."""

from fanpin_app.registry.relocation import carry


def follow_move(households: list[str], region: str) -> None:
	"""Hook: cases and measures lie where their household lives now; closed cases keep where they were closed."""
	carry("Monitoring Case", households, region, decided={"status": ["Eliminated"]})
	carry("Assistance Measure", households, region)
