"""Units of figures, as patterns in the user's language."""

from frappe import _


def yuan() -> str:
	return _("{0} yuan")


def people() -> str:
	return _("{0} people")


def years() -> str:
	return _("{0} years")


def months() -> str:
	return _("{0} months")


def days() -> str:
	return _("{0} days")
