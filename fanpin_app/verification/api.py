"""What clients may call of verification: each function calls one that checks the rights and does the work.

Where more is to be said of arguments and results, the called function says it.
"""

import frappe

from fanpin_app.verification.papers import get_owed, hand_in
from fanpin_app.verification.start import start_check as start


@frappe.whitelist(methods=["POST"])
def start_check(alert: str) -> str:
	"""Start the check for inclusion of the Risk Alert's household; returns the name of the Risk Check."""
	return start(alert)


@frappe.whitelist(methods=["GET", "POST"])
def get_owed_papers(check: str) -> list[str]:
	"""What a Risk Check in the green lane still owes, as sentences; empty for any other."""
	return get_owed(check)


@frappe.whitelist(methods=["POST"])
def hand_in_papers(
	check: str,
	votes_present: int | None = None,
	votes_for: int | None = None,
	votes_against: int | None = None,
	notice_from: str | None = None,
	notice_to: str | None = None,
) -> list[str]:
	"""Save the papers of a green lane check that has left the village: votes of the appraisal, days of the public notice."""
	return hand_in(check, votes_present, votes_for, votes_against, notice_from, notice_to)
