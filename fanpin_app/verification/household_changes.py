"""How checks follow a household whose registration changes."""

from fanpin_app.registry.relocation import carry
from fanpin_app.verification import stages


def follow_move(households: list[str], region: str) -> None:
	"""Hook: checks lie where their household lives now; determined ones keep where they were determined."""
	carry("Risk Check", households, region, decided={"stage": stages.FINAL})
