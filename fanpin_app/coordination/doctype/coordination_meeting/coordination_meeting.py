import frappe
from frappe.model.document import Document

from fanpin_app.coordination import agenda, meetings


class CoordinationMeeting(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.coordination.doctype.meeting_agenda_item.meeting_agenda_item import MeetingAgendaItem
		from fanpin_app.coordination.doctype.meeting_attendance.meeting_attendance import MeetingAttendance

		agenda: DF.Table[MeetingAgendaItem]
		attendance: DF.Table[MeetingAttendance]
		chaired_by: DF.Data | None
		leading_group: DF.Link
		meeting_on: DF.Date
		minutes: DF.LongText | None
		month_key: DF.Data | None
		place: DF.Data | None
		recorded_by: DF.Data | None
		region: DF.Link | None
		status: DF.Literal["Proposed", "Took Place", "Cancelled"]
		title: DF.Data | None
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("agenda_routes", agenda.routes(self.region))

	def validate(self) -> None:
		meetings.validate(self)

	@frappe.whitelist(methods=["POST"])
	def renew_agenda(self) -> None:
		"""Count the figures of the agenda as of today. Raises `frappe.PermissionError` outside the user's regions."""
		self.reload()
		meetings.renew_agenda(self)
