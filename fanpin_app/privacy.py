"""How private numbers are shown: enough to recognise one's own, too little to take away."""


def mask_id_number(id_number: str | None) -> str:
	"""An ID number with its birth date and serial hidden: "440513********969X" keeps 6 and 4 characters."""
	if not id_number:
		return ""
	if len(id_number) < 11:
		return "*" * len(id_number)
	return f"{id_number[:6]}{'*' * (len(id_number) - 10)}{id_number[-4:]}"


def mask_phone(phone: str | None) -> str:
	"""A phone number with its middle hidden: "154****1164" keeps 3 and 4 digits."""
	if not phone:
		return ""
	if len(phone) < 8:
		return "*" * len(phone)
	return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
