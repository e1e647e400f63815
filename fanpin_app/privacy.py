"""How private values are shown: enough to recognise one's own, too little to take away."""

from fanpin_app.registry import identity

# Under the law on personal information (PIPL) all facts about a person below this age are sensitive.
AGE_OF_CHILDREN = 14
DISTRICT_DIGITS = 6


def mask_id_number(id_number: str | None) -> str:
	"""An ID number with its birth date and serial hidden: "440513********969X" keeps 6 and 4 characters.

	A child's keeps the first 6 alone.
	"""
	if not id_number:
		return ""
	if len(id_number) < 11:
		return "*" * len(id_number)
	if identity.is_below(id_number, AGE_OF_CHILDREN):
		return id_number[:DISTRICT_DIGITS].ljust(len(id_number), "*")
	return f"{id_number[:6]}{'*' * (len(id_number) - 10)}{id_number[-4:]}"


def mask_phone(phone: str | None) -> str:
	"""A phone number with its middle hidden: "154****1164" keeps 3 and 4 digits."""
	if not phone:
		return ""
	if len(phone) < 8:
		return "*" * len(phone)
	return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_health(health: str | None) -> str:
	"""That something is known of a person's health, and no more."""
	return "***" if health else ""


# DocType → field → what stands in its place where many may read.
MASKS = {
	"Household": {"phone": mask_phone},
	"Household Member": {"id_number": mask_id_number, "health": mask_health},
}
