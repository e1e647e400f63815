"""How findings and alerts follow a household whose registration changes."""

from fanpin_app.registry.relocation import carry


def follow_move(households: list[str], region: str) -> None:
	"""Hook: findings and alerts lie where their household lives now."""
	for doctype in ("Risk Finding", "Risk Alert"):
		carry(doctype, households, region)
