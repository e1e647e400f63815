"""A household's written consent (承诺授权) that agencies' data about it is compared: for whom, until when."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today


def is_authorised(household: str, agency: str, day: date | str) -> bool:
	"""Whether an authorization of `household` (name) lets `agency` (name) compare its data on `day`.

	Both the day of signing and the last day count; the day of the withdrawal does not.
	"""
	authorization, row = frappe.qb.DocType("Data Authorization"), frappe.qb.DocType("Authorized Agency")
	return bool(
		frappe.qb.from_(authorization)
		.join(row)
		.on((row.parent == authorization.name) & (row.parenttype == "Data Authorization"))
		.select(authorization.name)
		.where(authorization.household == household)
		.where(row.agency == agency)
		.where(authorization.signed_on <= day)
		.where(authorization.valid_until >= day)
		.where(authorization.withdrawn_on.isnull() | (authorization.withdrawn_on > day))
		.limit(1)
		.run()
	)


def status(authorization: Document) -> str:
	"""Valid, Expired or Withdrawn, as of today."""
	if authorization.withdrawn_on and getdate(authorization.withdrawn_on) <= getdate():
		return "Withdrawn"
	return "Expired" if getdate(authorization.valid_until) < getdate() else "Valid"


def check(authorization: Document) -> None:
	"""The days follow each other, and the signed sheet is a private file."""
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
	"""Every day: the status of what expired, or whose withdrawal has come, since yesterday."""
	authorization = frappe.qb.DocType("Data Authorization")
	valid = frappe.qb.update(authorization).where(authorization.status == "Valid")
	valid.set(authorization.status, "Withdrawn").where(authorization.withdrawn_on <= today()).run()
	valid.set(authorization.status, "Expired").where(authorization.valid_until < today()).run()
