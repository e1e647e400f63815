"""The public page where people apply for help: plain forms, sent to the page itself, that need no script."""

from itertools import groupby
from operator import attrgetter

import frappe
from frappe import _

from fanpin_app.discovery.applications import public_form, public_pages, request_limits
from fanpin_app.discovery.applications.decisions import MAX_REQUEST_LENGTH, grouped

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	public_pages.prepare(context, _title)
	window = frappe.get_cached_doc("Service Window")
	context.closed = not window.open_to_public
	context.longest_request = MAX_REQUEST_LENGTH
	context.most_files, context.file_size_mb = window.files_per_application, window.file_size_mb
	context.privacy_notice = window.privacy_notice
	context.receipt, context.error = None, None
	_show_form(context, public_form.Application(values={}))
	if frappe.request.method == "POST":
		_take_in(context)


def _title() -> str:
	return _("Ask for Help")


def _take_in(context) -> None:
	application = _filled_in()
	try:
		receipt = public_form.receive(application)
	except request_limits.RequestLimitError:
		public_pages.refuse_for_now(context)
	except frappe.ValidationError as refusal:
		public_pages.refuse(context, refusal)
	else:
		context.receipt, context.receipt_digits = grouped(receipt), receipt
		return
	_show_form(context, application)


def _filled_in() -> public_form.Application:
	form = frappe.request.form
	return public_form.Application(
		values={name: (form.get(name) or "").strip() for name in public_form.FORM_FIELDS},
		risks=form.getlist("risks"),
		files=[file.stream.read() for file in frappe.request.files.getlist("files") if file.filename],
		consent=form.get("consent") == "1",
		submission=(form.get("submission") or "")[:64],
		honeypot=form.get("website") or "",
	)


def _show_form(context, application: public_form.Application) -> None:
	villages = public_form.villages()
	towns = {village.town: village for village in villages}
	asked = frappe.form_dict.get("town")
	if len(towns) == 1:
		[asked] = towns
	context.town = asked if asked in towns else None
	context.town_name = towns[asked].town_name if context.town else ""
	context.town_villages = [village for village in villages if village.town == context.town]
	context.districts = _by_district(list(towns.values()))
	context.risks = public_form.risks()
	context.values = {name: application.values.get(name, "") for name in public_form.FORM_FIELDS}
	context.chosen = application.risks
	context.submission = application.submission or frappe.generate_hash(length=40)


def _by_district(towns: list) -> list[dict]:
	return [
		{"name": name or "", "towns": [{"code": town.town, "name": town.town_name} for town in of_district]}
		for name, of_district in groupby(towns, key=attrgetter("district_name"))
	]
