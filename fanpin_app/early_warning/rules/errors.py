"""A rule that cannot be held against data, said so that its author can mend it."""

import frappe


class RuleRefused(frappe.ValidationError):
	"""The message names the condition's row and what to change, in the user's language."""
