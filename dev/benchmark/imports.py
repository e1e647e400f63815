"""Measures loading: an agency's monthly file, the same rows by Frappe's Data Import, and the household
register."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import frappe
from frappe.core.doctype.data_import.importer import Importer
from openpyxl import Workbook

from benchmark import child_process, files
from benchmark.city import BATCH, NEW_DISTRICT
from benchmark.people import AS_OF
from fanpin_app.database import bulk
from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.replacements import replacement

RUNS = 3
ROWS = 100_000
DATA_IMPORT_ROWS = 2_000
MEMBERS = 100_000
# The month after the last one with records in the city.
MONTH_END = AS_OF + timedelta(days=30)
FILE = f"医保自付_{MONTH_END:%Y%m}.xlsx"
IMPORTED = (
	"feed",
	"indicator",
	"household",
	"member",
	"subject",
	"region",
	"record_date",
	"value",
	"batch",
	"row_no",
)


def measure(folder: Path, say) -> dict:
	rows = min(ROWS, frappe.db.count("Household Member") // 2)
	say(f"Writing a file of {rows:,} rows")
	file = files.write_medical(folder / FILE, rows, seed=1, until=min(MONTH_END, date.today()))
	frappe.db.rollback()  # other processes write the following
	loads = []
	for _ in range(RUNS):
		loads.append(child_process.run("imports.load", path=str(file)))
		say(f"{rows:,} rows in {loads[-1].seconds:.1f} s, {loads[-1].peak_rss_mb:.0f} MB")
		child_process.run("imports.roll_back", batch=loads[-1].result)
	one_by_one = child_process.run("imports.import_one_by_one", rows=min(DATA_IMPORT_ROWS, rows))
	say(f"Data Import: {one_by_one.result:,} rows in {one_by_one.seconds:.1f} s")
	rows_per_s = rows / median(load.seconds for load in loads)
	by_data_import = one_by_one.result / one_by_one.seconds
	return {
		"import_rows": rows,
		"import_rows_per_s": round(rows_per_s),
		"data_import_rows_per_s": round(by_data_import, 1),
		"import_vs_data_import": round(rows_per_s / by_data_import, 1),
		"import_peak_rss_mb": max(load.peak_rss_mb for load in loads),
	}


def measure_register(folder: Path, say) -> dict:
	asked = min(MEMBERS, frappe.db.count("Household Member") // 2)
	say(f"Writing a register of {asked:,} members")
	file = files.write_register(folder / "农户信息.xlsx", asked)
	frappe.db.commit()  # other processes need its villages
	loads = []
	for _ in range(RUNS):
		loads.append(child_process.run("imports.load_register", path=str(file)))
		say(f"{loads[-1].result:,} members in {loads[-1].seconds:.1f} s, {loads[-1].peak_rss_mb:.0f} MB")
		child_process.run("imports.delete_register")
	frappe.db.delete("Administrative Region", {"name": ("like", f"{NEW_DISTRICT}%")})
	frappe.db.commit()
	return {
		"register_members": loads[0].result,
		"register_members_per_s": round(loads[0].result / median(load.seconds for load in loads)),
		"register_peak_rss_mb": max(load.peak_rss_mb for load in loads),
	}


def load(path: str) -> str:
	"""Load the file and return its batch. Raises RuntimeError if a row is refused."""
	batch = pipeline.load_file(Path(path))
	if batch.status != "Loaded" or batch.rows_refused:
		raise RuntimeError(f"{batch.name}: {batch.status}, {batch.rows_refused} rows refused")
	frappe.db.commit()
	return batch.name


def load_register(path: str) -> int:
	batch = load(path)
	return frappe.db.get_value("Data Batch", batch, "rows_read")


def roll_back(batch: str) -> None:
	"""Undo a load completely, without a screening."""
	loaded = frappe.get_doc("Data Batch", batch)
	loaded.flags.loads_at_once = True
	replacement.roll_back(loaded)
	_delete_batch(batch)


def delete_register() -> None:
	new = frappe.get_all("Household", filters={"region": ("like", f"{NEW_DISTRICT}%")}, pluck="name")
	for names in bulk.chunks(new, 5000):
		for doctype, field in (
			("Monitoring Case", "household"),
			("Household Member", "parent"),
			("Household", "name"),
		):
			frappe.db.delete(doctype, {field: ("in", names)})
	for batch in frappe.get_all("Data Batch", filters={"feed": "household_register"}, pluck="name"):
		_delete_batch(batch)


def import_one_by_one(rows: int) -> int:
	"""Import Indicator Records with Frappe's Data Import and delete them again; returns their number."""
	last = frappe.db.sql("select max(name) from `tabIndicator Record`")[0][0] or 0
	form = frappe.get_doc(
		doctype="Data Import", reference_doctype="Indicator Record", import_type="Insert New Records"
	).insert()
	form.import_file = pipeline.store_file("records.xlsx", _records(rows)).file_url
	form.save()
	Importer("Indicator Record", data_import=form).import_data()
	imported = frappe.db.count("Indicator Record", {"name": (">", last)})
	if imported != rows:
		raise RuntimeError(f"Data Import wrote {imported} of {rows} rows")
	frappe.db.delete("Indicator Record", {"name": (">", last)})
	frappe.db.delete("Data Import Log", {"data_import": form.name})
	frappe.delete_doc("Data Import", form.name, force=True)
	return imported


def _records(rows: int) -> bytes:
	people = frappe.get_all(
		"Household Member",
		filters={"parenttype": "Household"},
		fields=["name", "parent"],
		order_by="name asc",
		limit=rows,
	)
	households = {person.parent for person in people}
	regions = dict(bulk.read("Household", ("name", "region"), list(households)).values())
	workbook = Workbook()
	[sheet] = workbook.worksheets
	sheet.append(IMPORTED)
	for number, person in enumerate(people, start=1):
		region = regions.get(person.parent)
		sheet.append(
			[
				"medical_self_paid",
				"medical_self_paid",
				person.parent,
				person.name,
				person.name,
				region,
				str(AS_OF),
				500,
				BATCH,
				number,
			]
		)
	content = io.BytesIO()
	workbook.save(content)
	return content.getvalue()


def _delete_batch(batch: str) -> None:
	for file in frappe.get_all("File", filters={"attached_to_name": batch}, pluck="name"):
		frappe.delete_doc("File", file, force=True)
	frappe.db.delete("Batch Refusal", {"parent": batch})
	frappe.db.delete("Data Batch", {"name": batch})
