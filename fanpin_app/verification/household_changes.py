"""How checks follow changes of their household's registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)
from fanpin_app.verification import stages

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange

DECIDED = {"stage": stages.FINAL}


def follow_move(households: list[str], region: str) -> None:
	"""Hook: checks get their household's new region; determined ones keep the region of the determination."""
	update_region("Risk Check", households, region, decided=DECIDED)


def follow_head(change: RegistryChange) -> None:
	"""Hook: running checks show the new head."""
	rename_head("Risk Check", change, stage=stages.FORWARD[:-1])


def follow_merge(change: RegistryChange) -> None:
	"""Hook: checks are reassigned to the surviving household; determined ones keep the household they were about."""
	reassign_to_surviving_household("Risk Check", change, decided=DECIDED)


def merge_objections(survivor: Household, other: Household) -> list[str]:
	"""Guard: a running check must be determined before its household is merged with one that is checked or monitored."""
	running = {household.name: _running_check(household.name) for household in (survivor, other)}
	unmet = []
	for household, partner in ((survivor, other), (other, survivor)):
		if running[household.name] and (running[partner.name] or partner.monitored):
			unmet.append(
				_("Household {0} is being checked: determine or reject {1} first.").format(
					household.name, running[household.name]
				)
			)
	return unmet


def _running_check(household: str) -> str | None:
	return frappe.db.get_value("Risk Check", {"household": household, "stage": ("not in", stages.FINAL)})
