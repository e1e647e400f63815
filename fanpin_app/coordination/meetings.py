"""Coordination meetings (议事协调会议): what one must hold, and when it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fanpin_app.coordination import agenda

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.coordination_meeting.coordination_meeting import CoordinationMeeting

PROPOSED, HELD = "Proposed", "Took Place"


def validate(meeting: CoordinationMeeting) -> None:
	"""Make the agenda of a new meeting. Raises `frappe.ValidationError` for one that is held without minutes or in the
	future, and for one that was held and is no more."""
	name = frappe.db.get_value("Leading Group", meeting.leading_group, "group_name")
	meeting.title = f"{name} {formatdate(meeting.meeting_on, 'yyyy-MM-dd')}"
	for row in meeting.agenda:
		row.item_kind = row.item_kind or agenda.OTHER
	before = meeting.get_doc_before_save()
	if before and before.status == HELD and meeting.status != HELD:
		frappe.throw(_("This meeting was held: it stays in the record."))
	if meeting.status == HELD:
		_check_record(meeting)
	if meeting.is_new():
		agenda.renew(meeting)
		if not meeting.attendance:
			agenda.expect_units(meeting)


def renew_agenda(meeting: CoordinationMeeting) -> None:
	"""Count the figures of the agenda again. Raises `frappe.ValidationError` for a meeting that was held or cancelled."""
	meeting.check_permission("write")
	if meeting.status != PROPOSED:
		frappe.throw(_("The agenda of this meeting keeps the figures of its day."))
	agenda.renew(meeting)
	meeting.save(ignore_permissions=True)


def _check_record(meeting: CoordinationMeeting) -> None:
	if not (meeting.minutes or "").strip():
		frappe.throw(_("Write the minutes: they are the record of the meeting."))
	if getdate(meeting.meeting_on) > getdate():
		frappe.throw(_("The meeting is in the future: it is held on its day."))
