"""The papers of an inclusion: the household's authorization, the village's appraisal and the public notice.

After a disaster or an accident help comes first (绿色通道): such a check moves on without the papers, and owes them
until they are handed in. Owed papers are listed on the check and among the remaining work of the case.
"""

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint, date_diff, formatdate, today

from fanpin_app.registry.personal_data import authorization
from fanpin_app.verification import stages
from fanpin_app.verification.clock import notice_days

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

# Stored on the check; the authorization is a separate document.
VOTES = ("votes_present", "votes_for", "votes_against")
NOTICE = ("notice_from", "notice_to")
FIELDS = (*VOTES, *NOTICE)


def is_green_lane(check: "RiskCheck") -> bool:
	"""Whether the check uses the green lane: papers may follow later."""
	return check.purpose == "Inclusion" and bool(check.green_lane)


def owed_papers(check: "RiskCheck") -> list[str]:
	"""What a green lane check still owes, as sentences; empty for any other."""
	if not is_green_lane(check) or check.stage == stages.REJECTED:
		return []
	return [
		*missing_authorizations(check, since=check.started_on),
		*appraisal_gaps(check),
		*notice_gaps(check),
	]


def get_owed(check: str) -> list[str]:
	"""`owed_papers` for the check's form. Raises `frappe.PermissionError` outside of the user's regions."""
	doc = frappe.get_doc("Risk Check", check)
	doc.check_permission("read")
	return owed_papers(doc)


def hand_in(
	check: str,
	votes_present: int | None = None,
	votes_for: int | None = None,
	votes_against: int | None = None,
	notice_from: str | None = None,
	notice_to: str | None = None,
) -> list[str]:
	"""Save the papers of a green lane check that has left the village; it may be approved already.

	Returns what is still owed. Raises `frappe.PermissionError` outside of the user's regions, `frappe.ValidationError`
	if none of these papers is owed.
	"""
	doc = frappe.get_doc("Risk Check", check, for_update=True)
	doc.check_permission("write")
	if doc.stage in (stages.VILLAGE, stages.REJECTED) or not owed_fields(doc):
		frappe.throw(_("This check owes neither appraisal nor public notice."))
	values = (votes_present, votes_for, votes_against, notice_from, notice_to)
	handed_in = {field: value for field, value in zip(FIELDS, values, strict=True) if value}
	doc.update(handed_in)
	if not handed_in:
		frappe.throw(
			_("Nothing is handed in: enter the votes of the appraisal or the days of the public notice.")
		)
	doc.flags.hands_in_papers = True
	doc.save()
	return owed_papers(doc)


def fields_being_handed_in(check: "RiskCheck") -> set[str]:
	"""The fields that may be written after their step, and after the decision: those of papers still owed before."""
	before = check.get_doc_before_save()
	return owed_fields(before) if before and check.flags.hands_in_papers else set()


def owed_fields(check: "RiskCheck") -> set[str]:
	"""The fields of the papers that a green lane check owes on itself: of the appraisal, of the public notice."""
	if not is_green_lane(check):
		return set()
	return {*(VOTES if appraisal_gaps(check) else ()), *(NOTICE if notice_gaps(check) else ())}


def missing_authorizations(check: "RiskCheck", since: date | str | None = None) -> list[str]:
	"""Agencies that may not compare the household's data today or, with `since`, on any day from then on."""
	return [
		_(
			"Data Authorization: the household has not let {0} compare its data. Let an adult of it sign an "
			"authorization that names {0}, and enter it."
		).format(agency)
		for agency in authorization.missing_agencies(check.household, today(), since)
	]


def appraisal_gaps(check: "RiskCheck") -> list[str]:
	"""What the record of the appraisal lacks, whatever its result."""
	present, in_favour, against = (cint(check.get(field)) for field in VOTES)
	if not present:
		return [_("Present at the Appraisal: hold the democratic appraisal and enter its votes.")]
	if in_favour + against > present:
		return [
			_("Votes: {0} for and {1} against are more than the {2} present. Correct the numbers.").format(
				in_favour, against, present
			)
		]
	return []


def notice_gaps(check: "RiskCheck") -> list[str]:
	"""What the public notice lacks, whether or not it has ended."""
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
	return []
