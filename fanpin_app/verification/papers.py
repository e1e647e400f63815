"""The papers of an inclusion: the household's authorization, the village's appraisal and the public notice.

After a disaster or an accident help comes first (绿色通道): such a check moves on without the papers, and owes them
until they are handed in. Owed papers are listed on the check and among the remaining work of the case.
"""

from datetime import date
from mimetypes import guess_type
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint, date_diff, formatdate, getdate, today

from fanpin_app.registry.personal_data import authorization
from fanpin_app.verification import officers, stages
from fanpin_app.verification.clock import notice_days
from fanpin_app.verification.public_notice import objections

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

# Stored on the check; the authorization is a separate document.
VOTES = ("votes_present", "votes_for", "votes_against")
APPRAISAL = (*VOTES, "appraised_on", "appraisal_place", "appraisal_minutes", "appraisal_photo")
NOTICE = (
	*("notice_from", "notice_to", "notice_place"),
	*("hung_by", "hung_on", "taken_down_by", "taken_down_on"),
)
PHOTO_FORMATS = ("image/jpeg", "image/png", "image/webp")


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
		*objections.unanswered(check),
	]


def get_owed(check: str) -> list[str]:
	"""`owed_papers` for the check's form. Raises `frappe.PermissionError` outside of the user's regions."""
	doc = frappe.get_doc("Risk Check", check)
	doc.check_permission("read")
	return owed_papers(doc)


def hand_in(check: str, **values: str | int | None) -> list[str]:
	"""Save the papers of a green lane check that has left the village; it may be approved already.

	`values`: by field, of APPRAISAL and NOTICE. Returns what is still owed. Raises `frappe.PermissionError` outside of
	the user's regions, `frappe.ValidationError` if none of these papers is owed.
	"""
	doc = frappe.get_doc("Risk Check", check, for_update=True)
	doc.check_permission("write")
	if doc.stage in (stages.VILLAGE, stages.REJECTED) or not owed_fields(doc):
		frappe.throw(_("This check owes neither appraisal nor public notice."))
	handed_in = {field: value for field, value in values.items() if value}
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
	return {*(APPRAISAL if appraisal_gaps(check) else ()), *(NOTICE if notice_gaps(check) else ())}


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
	return _hanging_gaps(check)


def check_photo(check: "RiskCheck") -> None:
	"""Raises `frappe.ValidationError` if a photo of the appraisal is added though none is taken, or if it is no photo."""
	if not check.appraisal_photo or not check.has_value_changed("appraisal_photo"):
		return
	if not officers.policy().appraisal_photo:
		frappe.throw(_("No photos of appraisals are taken here (Check Policy). Remove the photo."))
	if guess_type(check.appraisal_photo)[0] not in PHOTO_FORMATS:
		frappe.throw(_("Photo of the Appraisal: only JPEG, PNG or WebP."))


def _hanging_gaps(check: "RiskCheck") -> list[str]:
	"""Days, if they are entered, on which the notice should have hung and did not."""
	if check.hung_on and getdate(check.hung_on) > getdate(check.notice_from):
		return [
			_("Hung Up On: {0} is after the first day of the public notice, {1}. Correct the days.").format(
				formatdate(check.hung_on), formatdate(check.notice_from)
			)
		]
	if check.taken_down_on and getdate(check.taken_down_on) < getdate(check.notice_to):
		return [
			_(
				"Taken Down On: {0} is before the last day of the public notice, {1}. Correct the days."
			).format(formatdate(check.taken_down_on), formatdate(check.notice_to))
		]
	return []
