"""How checks follow a household whose registration changes."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)
from fanpin_app.verification import stages

DECIDED = {"stage": stages.FINAL}


def follow_move(households: list[str], region: str) -> None:
	"""Hook: checks lie where their household lives now; determined ones keep where they were determined."""
	update_region("Risk Check", households, region, decided=DECIDED)


def follow_head(change: Document) -> None:
	"""Hook: running checks show the new head."""
	rename_head("Risk Check", change, stage=stages.FORWARD[:-1])


def follow_merge(change: Document) -> None:
	"""Hook: checks are those of the household that took the other in; determined ones keep whom they were about."""
	reassign_to_surviving_household("Risk Check", change, decided=DECIDED)


def against_merge(survivor: Document, other: Document) -> list[str]:
	"""Guard: a running check must be determined before its household meets one that is checked or monitored itself."""
	running = {household.name: _running_check(household.name) for household in (survivor, other)}
	unmet = []
	for one, its_fellow in ((survivor, other), (other, survivor)):
		if running[one.name] and (running[its_fellow.name] or its_fellow.monitored):
			unmet.append(
				_("Household {0} is being checked: determine or reject {1} first.").format(
					one.name, running[one.name]
				)
			)
	return unmet


def _running_check(household: str) -> str | None:
	return frappe.db.get_value("Risk Check", {"household": household, "stage": ("not in", stages.FINAL)})
