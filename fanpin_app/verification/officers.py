"""Two officers for what one could do alone: each step of a check by another one, and two at the visit.

Administrators decide in Check Policy. What a policy permits one officer to do is said on the record of the appraisal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import get_fullname

from fanpin_app.permissions.postings import covers
from fanpin_app.verification import stages

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.check_policy.check_policy import CheckPolicy
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def policy() -> CheckPolicy:
	"""The policy in force."""
	return frappe.get_cached_doc("Check Policy")


def refuse_second_step(check: RiskCheck) -> None:
	"""Raises `frappe.PermissionError` if this user acted at another step of the check, unless the policy permits it.

	`check`: as stored, before this user writes at its step or moves it. A check that is determined has no step.
	"""
	if not policy().four_eyes or check.stage in stages.FINAL:
		return
	if others := _steps_of(check, frappe.session.user) - {check.stage}:
		frappe.throw(
			_("You acted at the step {0} of this check. Another officer acts at the step {1}.").format(
				", ".join(sorted(_(stage) for stage in others)), _(check.stage)
			),
			frappe.PermissionError,
		)


def check_second_surveyor(check: RiskCheck) -> None:
	"""Raises `frappe.ValidationError` unless a newly named second surveyor is posted to the check's village."""
	officer = check.second_surveyor
	if (
		officer
		and check.has_value_changed("second_surveyor")
		and not covers(check.region, officer, "Risk Check")
	):
		frappe.throw(
			_("Second Surveyor: {0} has no posting for this village. Choose another officer.").format(
				get_fullname(officer)
			)
		)


def surveyor_gaps(check: RiskCheck) -> list[str]:
	"""What the visit lacks of two surveyors, as sentences. The first is the user, who moves the check on."""
	if check.second_surveyor == frappe.session.user:
		return [_("Second Surveyor: this is yourself. Choose the other officer who was at the visit.")]
	if policy().two_surveyors and not check.second_surveyor:
		return [_("Second Surveyor: two officers visit the household. Choose the other one.")]
	return []


def remarks(check: RiskCheck) -> list[str]:
	"""What one officer did alone, as sentences for prints."""
	found = []
	if not check.second_surveyor:
		found.append(_("One officer visited the household alone."))
	for officer in sorted({step.officer for step in check.steps if step.officer}):
		if len(acted := _steps_of(check, officer)) > 1:
			found.append(
				_("The same officer, {0}, acted at these steps: {1}.").format(
					get_fullname(officer), ", ".join(_(stage) for stage in stages.FORWARD if stage in acted)
				)
			)
	return found


def _steps_of(check: RiskCheck, officer: str) -> set[str]:
	"""The stages that the officer moved the check on from, in any round; the visit belongs to the village's."""
	moved = {step.from_stage for step in check.steps if step.officer == officer}
	return moved | ({stages.VILLAGE} if check.second_surveyor == officer else set())
