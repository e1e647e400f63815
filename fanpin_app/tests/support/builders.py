"""Documents for tests, with sensible defaults; every keyword overrides a field. Nothing is committed."""

import io
import itertools
from datetime import date

import frappe
from frappe.utils import add_days, today
from PIL import Image
from stdnum.iso7064 import mod_11_2

from fanpin_app.database import bulk
from fanpin_app.permissions.postings import codes_above, prefix_of
from fanpin_app.registry.officers.posting import MODULE_PROFILE, ROLE_OF_DUTY

CITY = "449900000000"
DISTRICT = "449913000000"
TOWN = "449913101000"
VILLAGE = "449913101201"
OTHER_VILLAGE = "449913101202"
OTHER_TOWN = "449913102000"
VILLAGE_OF_OTHER_TOWN = "449913102201"
VILLAGE_OF_OTHER_DISTRICT = "449914101201"
SYSTEM_MANAGER = "system.manager@fanpin.example"

_LEVELS = {4: "City", 6: "District", 9: "Town", 12: "Village", 15: "Grid"}
_numbers = itertools.count(1)


def make_region(code: str = VILLAGE, name: str | None = None) -> str:
	"""The region with this code and all its parents; returns the code."""
	if not frappe.db.exists("Administrative Region", code):
		_insert_regions(code, name)
	return code


def _insert_regions(code: str, name: str | None) -> None:
	"""Insert the rows of a region and its missing parents. The controller takes longer than most tests."""
	codes = [*codes_above(prefix_of(code)), code]
	query = "select name, full_name, level, rgt from `tabAdministrative Region` where name in %s"
	known = {row.name: row for row in frappe.db.sql(query, [codes], as_dict=True)}
	missing = [each for each in codes if each not in known]
	parent = known.get(codes[-len(missing) - 1]) if known else None
	left = _make_room(parent, 2 * len(missing))
	rows = []
	for depth, each in enumerate(missing):
		level = _LEVELS[len(prefix_of(each))]
		region_name = (each == code and name) or f"区域{each}"
		within = parent.full_name if parent and parent.level != "City" else ""
		row = frappe._dict(
			name=each,
			region_code=each,
			region_name=region_name,
			full_name=within + region_name,
			level=level,
			is_group=int(level != "Grid"),
			parent_administrative_region=parent and parent.name,
			old_parent=parent.name if parent else "",
			lft=left + depth,
			rgt=left + 2 * len(missing) - 1 - depth,
		)
		rows.append(tuple(row.values()))
		parent = row
	bulk.insert("Administrative Region", tuple(row), rows)


def _make_room(parent: frappe._dict | None, width: int) -> int:
	"""Make room in the tree of regions as the last below `parent` (None: as the last root); returns its first number."""
	if not parent:
		return frappe.db.sql("select coalesce(max(rgt), 0) + 1 from `tabAdministrative Region`")[0][0]
	frappe.db.sql(
		"""update `tabAdministrative Region` set lft = if(lft > %(at)s, lft + %(width)s, lft), rgt = rgt + %(width)s
		where rgt >= %(at)s""",
		{"at": parent.rgt, "width": width},
	)
	return parent.rgt


def make_id_number(born: date = date(1980, 5, 1), sex: str = "Male") -> str:
	"""A valid ID number that no other call returns."""
	serial = (next(_numbers) * 2 + (1 if sex == "Male" else 0)) % 1000
	body = f"449913{born:%Y%m%d}{serial:03d}"
	return body + mod_11_2.calc_check_digit(body)


def member(**fields) -> dict:
	"""A row of Household Member: a living adult with labour capacity who is insured and works."""
	return {
		"member_name": "林试",
		"relation": "Household Head",
		"id_number": make_id_number(),
		"status": "Living",
		"labour_capacity": "Ordinary Labour",
		"employment_status": "Employed",
		"medical_insurance": "Yes",
	} | fields


def make_household(region: str = VILLAGE, members: list[dict] | None = None, **fields):
	"""A general household of one insured, working person."""
	make_region(region)
	values = {
		"doctype": "Household",
		"household_no": f"T{next(_numbers):07d}",
		"region": region,
		"drinking_water": "Safe",
		"members": members or [member()],
	}
	return frappe.get_doc(values | fields).insert()


def make_income(household: str, year: int = 2026, wage_income: float = 0, **fields):
	"""A year's income statement, in yuan."""
	return frappe.get_doc(
		{"doctype": "Income Statement", "household": household, "year": year, "wage_income": wage_income}
		| fields
	).insert()


def make_officer(duty: str, region: str, **posting) -> str:
	"""A user posted to `region` with only the role of the duty; returns the user's name.

	The user is created with the role that the posting would add, because saving a user takes a while.
	"""
	user = make_user(role=ROLE_OF_DUTY[duty], module_profile=MODULE_PROFILE)
	make_posting(user, duty, region, **posting)
	return user


def make_user(role: str | None = None, **fields) -> str:
	"""A user of the desk without a posting; returns the user's name."""
	_make_system_manager()
	email = fields.pop("email", f"officer{next(_numbers)}@fanpin.example")
	return _insert_user(email, "测试", role, **fields)


def _insert_user(email: str, name: str, role: str | None, **fields) -> str:
	"""Insert the user's rows without Frappe's controller, which takes longer than most tests."""
	user = frappe.new_doc("User")
	user.update({"email": email, "first_name": name, "full_name": name, "user_type": "System User"} | fields)
	user.set("roles", [{"role": role}] if role else [])
	if user.module_profile:
		profile = frappe.get_cached_doc("Module Profile", user.module_profile)
		user.set("block_modules", [{"module": row.module} for row in profile.block_modules])
	user.name = user.email
	settings = frappe.new_doc("Notification Settings")
	settings.name = user.name
	share = frappe.new_doc("DocShare")
	share.update({"user": user.name, "share_doctype": "User", "share_name": user.name})
	share.update({"read": 1, "write": 1, "share": 1})
	user.set_parent_in_children()
	for document in (user, settings, share):
		document.set_user_and_timestamp()
		for row in (document, *document.get_all_children()):
			row.db_insert()
	return user.name


def make_posting(user: str, duty: str, region: str, **fields):
	make_region(region)
	return frappe.get_doc(
		{
			"doctype": "Officer Posting",
			"user": user,
			"duty": duty,
			"region": region,
			"from_date": "2020-01-01",
		}
		| fields
	).insert()


def make_pairing(household: str, helper: str, **fields):
	"""The household's responsible helper from 2020 on."""
	return frappe.get_doc(
		{"doctype": "Helper Pairing", "household": household, "helper": helper, "from_date": "2020-01-01"}
		| fields
	).insert()


def _make_system_manager() -> None:
	# Frappe gives the role System Manager to the first desk user of a site: here an officer would get it.
	if not frappe.db.exists("User", SYSTEM_MANAGER):
		_insert_user(SYSTEM_MANAGER, "系统管理员", "System Manager")


def make_standard(income_line: float = 8000, region: str = VILLAGE, effective_from: str = "2000-01-01"):
	"""The income line of a region, in yuan a year per head."""
	make_region(region)
	return frappe.get_doc(
		doctype="Monitoring Standard",
		region=region,
		income_line=income_line,
		effective_from=effective_from,
	).insert()


def make_alert(household: str, risk: str = "R1", level: str = "Yellow", **fields):
	"""An open alert reported by an officer."""
	values = {
		"doctype": "Risk Alert",
		"household": household,
		"risk": risk,
		"level": level,
		"reported_level": level,
		"reason": "住院自付 9,000 元",
		"reported_reason": "住院自付 9,000 元",
	}
	return frappe.get_doc(values | fields).insert()


def make_visit(household: str, **fields):
	"""A visit of today by the current user, without change."""
	return frappe.get_doc({"doctype": "Household Visit", "household": household} | fields).insert()


def make_application(region: str = VILLAGE, **fields):
	"""A window application of a person who is ill."""
	make_region(region)
	values = {
		"doctype": "Service Application",
		"applicant_name": "林求助",
		"region": region,
		"phone": "13800131234",
		"request": "住院花了九千元，想申请救助",
		"risks": [{"risk": "R1"}],
	}
	return frappe.get_doc(values | fields).insert()


def set_service_window(**settings) -> None:
	"""The administrators' settings for applications."""
	window = frappe.get_doc("Service Window")
	window.update(settings)
	window.save(ignore_permissions=True)


def make_authorization(household: str, agencies: list[str] | None = None, **fields):
	"""The household's authorization of today, for a year, for agencies (default: all) to compare its data."""
	named = agencies or frappe.get_all("Sector Agency", pluck="name")
	values = {
		"doctype": "Data Authorization",
		"household": household,
		"signed_by": "林试",
		"valid_until": add_days(today(), 365),
		"purpose": "认定监测对象",
		"agencies": [{"agency": agency} for agency in named],
	}
	return frappe.get_doc(values | fields).insert()


def make_photo(width: int = 800, height: int = 600, file_format: str = "JPEG") -> bytes:
	"""A JPEG that compresses badly, as photos do."""
	content = io.BytesIO()
	Image.effect_noise((width, height), 80).convert("RGB").save(content, file_format, quality=95)
	return content.getvalue()


def make_pdf(width: int = 64, height: int = 48) -> bytes:
	"""A scanned page."""
	return make_photo(width, height, "PDF")


def make_measure(case: str, measure_type: str = "临时救助", **fields):
	"""A planned measure of a case."""
	return frappe.get_doc(
		{"doctype": "Assistance Measure", "monitoring_case": case, "measure_type": measure_type} | fields
	).insert()


def make_record(household, indicator: str, figure: float | str, on: str, **fields) -> None:
	"""An agency's record on a day about the household's first member, or `member` (row name); no events run."""
	values = {
		"feed": indicator,
		"indicator": indicator,
		"household": household.name,
		"member": household.members[0].name,
		"region": household.region,
		"record_date": on,
		"value": figure if not isinstance(figure, str) else 0,
		"text_value": figure if isinstance(figure, str) else None,
		"state_key": None,
		"batch": "202610-000001",
		"row_no": next(_numbers),
		"superseded": 0,
	} | fields
	values.setdefault("subject", values["member"])
	bulk.insert("Indicator Record", tuple(values), [tuple(values.values())])


def make_village_record(village: str, indicator: str, figure: str, on: str) -> None:
	"""An agency's record on a day about a whole village."""
	values = {
		"feed": indicator,
		"indicator": indicator,
		"region": village,
		"subject": village,
		"record_date": on,
		"text_value": figure,
		"batch": "202610-000001",
		"row_no": next(_numbers),
	}
	bulk.insert("Indicator Record", tuple(values), [tuple(values.values())])


def rule(*conditions: dict, **fields):
	"""An unsaved Risk Rule: yellow, of illness, with these conditions."""
	values = {
		"doctype": "Risk Rule",
		"rule_code": f"T{next(_numbers)}",
		"rule_name": "测试规则",
		"kind": "Risk",
		"risk": "R1",
		"level": "Yellow",
		"conditions": [{"group": 1, "source": "Indicator"} | condition for condition in conditions],
	}
	return frappe.get_doc(values | fields)


def make_asset(region: str = VILLAGE, **fields):
	"""An asset in use that was inspected recently, with nothing overdue or idle according to the ledger."""
	make_region(region)
	number = f"TZC{next(_numbers):05d}"
	values = {
		"doctype": "Alleviation Asset",
		"asset_no": number,
		"asset_name": f"测试资产{number}",
		"asset_kind": "Operating",
		"region": region,
		"reported_last_inspection": "2026-10-20",
	}
	return frappe.get_doc(values | fields).insert()


def make_inspection(asset: str, inspected_on: str, **fields):
	"""An inspection that found the asset in order."""
	return frappe.get_doc(
		{"doctype": "Asset Inspection", "asset": asset, "inspected_on": inspected_on} | fields
	).insert()


def make_lease(asset: str, *rents: tuple[str, str | None], **fields):
	"""A lease of 2026 with rents of 1,000 yuan, each with the due day and the day of payment."""
	values = {
		"doctype": "Asset Lease",
		"asset": asset,
		"lessee": "测试承租户",
		"from_date": "2026-01-01",
		"to_date": "2026-12-31",
		"rents": [{"due_on": due, "amount": 1000, "paid_on": paid} for due, paid in rents],
	}
	return frappe.get_doc(values | fields).insert()


def notify_of_new_documents(doctype: str, **fields):
	"""A notification to the monitoring administrators about every new document of the DocType."""
	return frappe.get_doc(
		{
			"doctype": "Notification",
			"name": f"每条{doctype}",
			"subject": "新增 {{ doc.name }}",
			"message": "{{ doc.name }}",
			"document_type": doctype,
			"event": "New",
			"channel": "System Notification",
			"enabled": 1,
			"recipients": [{"receiver_by_role": "Monitoring Administrator"}],
		}
		| fields
	).insert()
