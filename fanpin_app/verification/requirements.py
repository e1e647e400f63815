"""What each step must have before the check moves on. Every refusal names all that is missing, and where."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import date_diff, formatdate, getdate, today

from fanpin_app.registry import authorization
from fanpin_app.verification import situations, stages
from fanpin_app.verification.clock import notice_days


def unmet(check: Document, before: str, after: str) -> list[str]:
	"""Sentences on what a move from stage `before` to `after` lacks; empty if it may go.

	Nothing is asked of a check that is sent back.
	"""
	if after == stages.REJECTED:
		return _given(check, refusal_reason=_("write down why the household is refused"))
	if not stages.is_forward(before, after):
		return []
	sentences = [*OF_STEP.get(before, _nothing)(check), *situations.objections(check)]
	if after == stages.APPROVED:
		sentences += _determination(check)
	return sentences


def _village(check: Document) -> list[str]:
	return [
		*_given(
			check,
			visited_on=_("visit the household and write down the day"),
			village_opinion=_("write down what the village found"),
		),
		*_authorization(check),
		*_appraisal(check),
		*_notice(check),
	]


def _authorization(check: Document) -> list[str]:
	if check.purpose != "Inclusion":
		return []
	return [
		_(
			"Data Authorization: the household has not let {0} compare its data. Let an adult of it sign an "
			"authorization that names {0}, and enter it."
		).format(agency)
		for agency in authorization.missing(check.household, today())
	]


def _appraisal(check: Document) -> list[str]:
	present, in_favour, against = check.votes_present, check.votes_for, check.votes_against
	if not present:
		return [_("Present at the Appraisal: hold the democratic appraisal and enter its votes.")]
	if in_favour + against > present:
		return [
			_("Votes: {0} for and {1} against are more than the {2} present. Correct the numbers.").format(
				in_favour, against, present
			)
		]
	if in_favour * 2 <= present:
		return [
			_("Votes For: {0} of {1} present are not more than half, so the check cannot go forward.").format(
				in_favour, present
			)
		]
	return []


def _notice(check: Document) -> list[str]:
	days = notice_days(check.purpose)
	if not check.notice_from and not check.notice_to and not days:
		return []
	if not check.notice_from or not check.notice_to:
		return [
			_("Public Notice: enter the first and the last day; it hangs {0} days at least.").format(days)
		]
	if date_diff(check.notice_to, check.notice_from) < days:
		return [
			_("Public Notice: from {0} to {1} is less than the {2} days required.").format(
				formatdate(check.notice_from), formatdate(check.notice_to), days
			)
		]
	if getdate(check.notice_to) > getdate(today()):
		return [
			_("Public Notice: it hangs until {0}. Move the check on after that day.").format(
				formatdate(check.notice_to)
			)
		]
	return []


def _town(check: Document) -> list[str]:
	return _given(check, town_opinion=_("write down what the town verified"))


def _determination(check: Document) -> list[str]:
	if check.purpose == "Elimination":
		own = _given(check, elimination_mode=_("choose the way in which the risk went away"))
	else:
		own = _kind(check)
	return [*own, *_decision_day(check), *_of_later_steps(check)]


def _kind(check: Document) -> list[str]:
	if not check.determined_kind:
		return _given(check, determined_kind=_("choose the kind of monitored household"))
	if check.determined_kind != (check.suggested_kind or "") and not (check.district_opinion or "").strip():
		return [
			_(
				"Opinion of the District: the facts suggest “{0}” and “{1}” is determined. Write down why."
			).format(
				_(check.suggested_kind) if check.suggested_kind else _("no kind"), _(check.determined_kind)
			)
		]
	return []


def _decision_day(check: Document) -> list[str]:
	if check.notice_to and getdate(check.decided_on) < getdate(check.notice_to):
		return [
			_("Determined On: {0} is before the public notice ended on {1}.").format(
				formatdate(check.decided_on), formatdate(check.notice_to)
			)
		]
	return []


def _of_later_steps(check: Document) -> list[str]:
	return [
		sentence
		for guard in frappe.get_hooks("risk_check_approval_guards")
		for sentence in frappe.get_attr(guard)(check)
	]


def _given(check: Document, **asked: str) -> list[str]:
	return [
		_("{0}: {1}.").format(_(check.meta.get_label(field)), what)
		for field, what in asked.items()
		if not str(check.get(field) or "").strip()
	]


def _nothing(check: Document) -> list[str]:
	return []


OF_STEP = {stages.VILLAGE: _village, stages.TOWN: _town}
