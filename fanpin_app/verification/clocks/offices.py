"""Which office has a check now: the tier of the role that may edit its state, else of its stage."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from frappe.model.workflow import get_workflow, get_workflow_name

from fanpin_app.early_warning.response.officers import TIERS, OfficerLookup
from fanpin_app.permissions.postings import WHOLE
from fanpin_app.verification import stages

ROLE_SUFFIX = " Officer"
TIER_OF_STAGE = {stages.VILLAGE: "Village", stages.TOWN: "Town", stages.DISTRICT: "District"}


class Offices:
	"""The tiers in charge of checks, by `field`: the state of the workflow or, without one, the stage."""

	def __init__(self) -> None:
		self._tiers = _tiers_of_states()
		self.field = "workflow_state" if self._tiers else "stage"

	def tier_of(self, state: str | None) -> str:
		"""The tier in charge of checks with this value of `field`."""
		return (self._tiers or TIER_OF_STAGE).get(state or "", TIERS[0])


def officers_for(regions: Iterable[str]) -> OfficerLookup:
	"""The officers of these regions, without reading all postings of the city."""
	codes = sorted(regions) or [WHOLE]
	common = takewhile(lambda digits: digits[0] == digits[1], zip(codes[0], codes[-1], strict=False))
	return OfficerLookup("".join(digit for digit, _same in common))


def _tiers_of_states() -> dict[str, str]:
	if not get_workflow_name("Risk Check"):
		return {}
	found = {}
	for state in get_workflow("Risk Check").states:
		tier = (state.allow_edit or "").removesuffix(ROLE_SUFFIX)
		found[state.state] = tier if tier in TIERS else TIER_OF_STAGE.get(state.update_value or "", TIERS[0])
	return found
