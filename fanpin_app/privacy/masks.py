"""Masks for private values: enough to recognise one's own, too little for others to use."""

# Under the personal information law (PIPL) all data about a person below this age is sensitive.
AGE_OF_CHILDREN = 14
DISTRICT_DIGITS = 6
# The birth date is shown next to the mask, and the check digit follows from the rest: the last four are the secret.
SECRET_DIGITS = 4
HIDDEN = "*"


def mask_id_number(id_number: str | None, adult: bool = False) -> str:
	"""An ID number with its serial hidden: "44051319800501****".

	For a child, or if the caller does not know the age, only the district's digits are shown.
	"""
	if not id_number:
		return ""
	shown = id_number[:-SECRET_DIGITS] if adult else id_number[:DISTRICT_DIGITS]
	if len(id_number) <= DISTRICT_DIGITS + SECRET_DIGITS:
		shown = ""
	return shown.ljust(len(id_number), HIDDEN)


def mask_phone(phone: str | None) -> str:
	"""A phone number with its middle hidden: "154****1164" keeps 3 and 4 digits."""
	if not phone:
		return ""
	if len(phone) < 8:
		return HIDDEN * len(phone)
	return f"{phone[:3]}{HIDDEN * (len(phone) - 7)}{phone[-4:]}"


def mask_name(name: str | None) -> str:
	"""A person's name with all but the first character hidden: "林**"."""
	return f"{name[0]}{'*' * (len(name) - 1)}" if name else ""


def mask_health(health: str | None) -> str:
	"""Shows only that something is known of a person's health."""
	return HIDDEN * 3 if health else ""


# DocType -> field -> mask. Many users write these values; they are read only through a logged reading with a purpose.
MASKS = {
	"Household": {"phone": mask_phone},
	"Household Member": {"id_number": mask_id_number, "health": mask_health},
	"Service Application": {"id_number": mask_id_number, "phone": mask_phone},
}
