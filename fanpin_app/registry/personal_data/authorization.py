"""A household's written authorization (承诺授权) for named agencies to compare its data, until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import frappe
from frappe import _
from frappe.utils import add_days, formatdate, getdate, today

from fanpin_app.permissions.postings import on_duty

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.data_authorization.data_authorization import DataAuthorization

# The village is reminded this long before the last day, to ask for a new one on its next visit.
REMINDER_DAYS = 30
CADRE = "Village Cadre"


def is_authorised(household: str, agency: str, day: date | str, since: date | str | None = None) -> bool:
	"""Whether an authorization of `household` (name) permits `agency` (name) to compare its data on `day`.

	With `since`: on any day from then to `day`. The day of signing and the last day are included; the day of the
	withdrawal is not.
	"""
	since = since or day
	authorization, row = frappe.qb.DocType("Data Authorization"), frappe.qb.DocType("Authorized Agency")
	return bool(
		frappe.qb.from_(authorization)
		.join(row)
		.on((row.parent == authorization.name) & (row.parenttype == "Data Authorization"))
		.select(authorization.name)
		.where(authorization.household == household)
		.where(row.agency == agency)
		.where(authorization.signed_on <= day)
		.where(authorization.valid_until >= since)
		.where(authorization.withdrawn_on.isnull() | (authorization.withdrawn_on > since))
		.limit(1)
		.run()
	)


def missing_agencies(household: str, day: date | str, since: date | str | None = None) -> list[str]:
	"""Agencies (names) that need an authorization to compare data, and have none from `household` on `day`.

	`since` as in `is_authorised`.
	"""
	agencies = frappe.get_all(
		"Sector Agency", filters={"needs_authorization": 1}, order_by="name", pluck="name"
	)
	return [agency for agency in agencies if not is_authorised(household, agency, day, since)]


def current_status(authorization: DataAuthorization) -> Literal["Valid", "Expired", "Withdrawn"]:
	"""Valid, Expired or Withdrawn, as of today."""
	if authorization.withdrawn_on and getdate(authorization.withdrawn_on) <= getdate():
		return "Withdrawn"
	return "Expired" if getdate(authorization.valid_until) < getdate() else "Valid"


def validate(authorization: DataAuthorization) -> None:
	"""Validate the order of the days, and that the signed sheet is a private file."""
	signed, until = getdate(authorization.signed_on), getdate(authorization.valid_until)
	if signed > getdate():
		frappe.throw(_("The authorization is signed in the future: check Signed On."))
	if until < signed:
		frappe.throw(_("The authorization ends before it was signed: check Valid Until."))
	if authorization.withdrawn_on and getdate(authorization.withdrawn_on) < signed:
		frappe.throw(_("The authorization was withdrawn before it was signed: check Withdrawn On."))
	if authorization.signed_sheet and not authorization.signed_sheet.startswith("/private/files/"):
		frappe.throw(_("The signed sheet must be a private file: attach it again as private."))


def bring_up_to_date() -> None:
	"""Daily: update the status of authorizations that expired or were withdrawn since yesterday."""
	authorization = frappe.qb.DocType("Data Authorization")
	valid = frappe.qb.update(authorization).where(authorization.status == "Valid")
	valid.set(authorization.status, "Withdrawn").where(authorization.withdrawn_on <= today()).run()
	valid.set(authorization.status, "Expired").where(authorization.valid_until < today()).run()


def remind() -> None:
	"""Daily: one ToDo for the village's cadre for each authorization that ends soon; waits until there is a cadre."""
	ending = frappe.get_all(
		"Data Authorization",
		filters={
			"status": "Valid",
			"valid_until": ("between", (today(), add_days(today(), REMINDER_DAYS))),
			"reminded_on": ("is", "not set"),
		},
		fields=["name", "household", "head_name", "region", "valid_until"],
	)
	for authorization in ending:
		if cadre := _village_cadre(authorization.region):
			_create_reminder(authorization, cadre)


def _village_cadre(region: str) -> str | None:
	posting = frappe.qb.DocType("Officer Posting")
	cadres = (
		on_duty(CADRE)
		.select(posting.user)
		.where(posting.region == region)
		.orderby(posting.from_date)
		.limit(1)
		.run(pluck=True)
	)
	return cadres[0] if cadres else None


def _create_reminder(authorization: frappe._dict, cadre: str) -> None:
	language = frappe.db.get_value("User", cadre, "language") or frappe.local.lang
	message = _(
		"The data authorization of {0} ({1}) ends on {2}. If agencies' data must still be compared, ask for a new one.",
		language,
	)
	frappe.get_doc(
		doctype="ToDo",
		allocated_to=cadre,
		reference_type="Data Authorization",
		reference_name=authorization.name,
		date=authorization.valid_until,
		description=message.format(
			authorization.head_name, authorization.household, formatdate(authorization.valid_until)
		),
	).insert(ignore_permissions=True)
	frappe.db.set_value("Data Authorization", authorization.name, "reminded_on", today())
