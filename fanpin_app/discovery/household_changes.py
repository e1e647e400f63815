"""How facts and visits follow a household whose registration changes."""

from fanpin_app.registry.relocation import carry


def follow_move(households: list[str], region: str) -> None:
	"""Hook: records and visits lie where their household lives now."""
	for doctype in ("Indicator Record", "Household Visit"):
		carry(doctype, households, region)
