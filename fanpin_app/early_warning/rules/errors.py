"""Errors about rules that cannot be evaluated, worded so that the author of the rule can correct it."""

import frappe


class InvalidRuleError(frappe.ValidationError):
	"""The message names the row of the condition and what to change, in the user's language."""
