"""Requirements of each step before the check moves on. A refusal lists everything that is missing, and where."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from frappe import _
from frappe.utils import formatdate, getdate, today

from fanpin_app.extension_points import risk_check_approval_guards
from fanpin_app.verification import officers, papers, situations, stages
from fanpin_app.verification.facts import digests
from fanpin_app.verification.public_notice import objections

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def unmet_requirements(check: RiskCheck, before: str, after: str) -> list[str]:
	"""What is missing for a move from stage `before` to `after`, as sentences; empty if nothing is.

	Sending a check back has no requirements.
	"""
	if after == stages.REJECTED:
		return _missing_fields(check, refusal_reason=_("write down why the household is refused"))
	if not stages.is_forward(before, after):
		return []
	sentences = [
		*REQUIREMENTS.get(before, _no_requirements)(check),
		*situations.objections(check),
		*objections.unanswered(check),
		*_changed_facts(check, before),
	]
	if after == stages.APPROVED:
		sentences += _determination_requirements(check)
	return sentences


def _changed_facts(check: RiskCheck, stage: str) -> list[str]:
	if not (labels := digests.changed(check, stage)):
		return []
	return [
		_(
			"Changed since an earlier step decided on it: {0}. Return the check, so that this step decides again."
		).format(", ".join(labels))
	]


def _village_requirements(check: RiskCheck) -> list[str]:
	found = [
		*_missing_fields(
			check,
			visited_on=_("visit the household and write down the day"),
			village_opinion=_("write down what the village found"),
		),
		*officers.surveyor_gaps(check),
	]
	if papers.is_green_lane(check):
		return [
			*found,
			*_missing_fields(check, green_lane_reason=_("write down the disaster or the accident")),
		]
	return [*found, *_authorization(check), *_appraisal(check), *_notice(check)]


def _authorization(check: RiskCheck) -> list[str]:
	return papers.missing_authorizations(check) if check.purpose == "Inclusion" else []


def _appraisal(check: RiskCheck) -> list[str]:
	if gaps := papers.appraisal_gaps(check):
		return gaps
	if check.votes_for * 2 <= check.votes_present:
		return [
			_("Votes For: {0} of {1} present are not more than half, so the check cannot go forward.").format(
				check.votes_for, check.votes_present
			)
		]
	return []


def _notice(check: RiskCheck) -> list[str]:
	if gaps := papers.notice_gaps(check):
		return gaps
	if check.notice_to and getdate(check.notice_to) > getdate(today()):
		return [
			_("Public Notice: it hangs until {0}. Move the check on after that day.").format(
				formatdate(check.notice_to)
			)
		]
	return []


def _town_requirements(check: RiskCheck) -> list[str]:
	return _missing_fields(check, town_opinion=_("write down what the town verified"))


def _determination_requirements(check: RiskCheck) -> list[str]:
	if check.purpose == "Elimination":
		own = _missing_fields(check, elimination_mode=_("choose the way in which the risk went away"))
	else:
		own = _kind(check)
	return [*own, *_decision_day(check), *_objections_of_guards(check)]


def _kind(check: RiskCheck) -> list[str]:
	if not check.determined_kind:
		return _missing_fields(check, determined_kind=_("choose the kind of monitored household"))
	if check.determined_kind != (check.suggested_kind or "") and not (check.district_opinion or "").strip():
		return [
			_(
				"Opinion of the District: the facts suggest “{0}” and “{1}” is determined. Write down why."
			).format(
				_(check.suggested_kind) if check.suggested_kind else _("no kind"), _(check.determined_kind)
			)
		]
	return []


def _decision_day(check: RiskCheck) -> list[str]:
	if check.notice_to and getdate(check.decided_on) < getdate(check.notice_to):
		return [
			_("Determined On: {0} is before the public notice ended on {1}.").format(
				formatdate(check.decided_on), formatdate(check.notice_to)
			)
		]
	return []


def _objections_of_guards(check: RiskCheck) -> list[str]:
	return [*chain.from_iterable(risk_check_approval_guards.call(check))]


def _missing_fields(check: RiskCheck, **instructions: str) -> list[str]:
	return [
		_("{0}: {1}.").format(_(check.meta.get_label(field)), instruction)
		for field, instruction in instructions.items()
		if not str(check.get(field) or "").strip()
	]


def _no_requirements(check: RiskCheck) -> list[str]:
	return []


REQUIREMENTS = {stages.VILLAGE: _village_requirements, stages.TOWN: _town_requirements}
