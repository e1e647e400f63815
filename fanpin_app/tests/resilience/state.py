"""The app's data in the site: copied, restored, and reduced to figures that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frappe
from frappe.model import data_fieldtypes

# Records that Frappe adds to our documents: only their number is compared.
COUNTED_DOCTYPES = ("File", "Error Log", "Comment", "Version", "ToDo", "Notification Log")
COPY_PREFIX = "copy_"
RANDOM_NAMING = ("hash", "autoincrement", "random", "")
# Their names depend on which part of a screening was finished first.
NAMED_BY_ORDER = ("Risk Alert",)
STANDARD = ("owner", "docstatus", "parent", "parenttype", "parentfield", "idx")
# Their values differ from one undisturbed run to the next.
VOLATILE_FIELDTYPES = ("Datetime",)
VOLATILE_FIELD = ("Screening Part", "seconds")
FILE_FIELDTYPES = ("Attach", "Attach Image")


def our_doctypes() -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	return frappe.get_all(
		"DocType",
		filters={"module": ("in", modules), "issingle": 0, "is_virtual": 0},
		pluck="name",
		order_by="name asc",
	)


class Snapshot:
	"""A copy of our tables and of the list of files, in the site's own database."""

	def __init__(self) -> None:
		self.tables = [*(f"tab{doctype}" for doctype in (*our_doctypes(), *COUNTED_DOCTYPES)), "tabSeries"]
		self.folder = Path(frappe.get_site_path("private", "files"))

	def take(self) -> None:
		frappe.db.commit()
		self.drop()
		for table in self.tables:
			frappe.db.sql_ddl(f"create table `{COPY_PREFIX}{table}` like `{table}`")
			frappe.db.sql(f"insert into `{COPY_PREFIX}{table}` select * from `{table}`")
			frappe.db.commit()
		self.checksums = self._checksums()
		self.files = {file.name for file in self.folder.iterdir()}

	def restore(self) -> None:
		frappe.db.commit()
		now = self._checksums()
		for table in self.tables:
			if now[table] != self.checksums[table]:
				frappe.db.sql_ddl(f"truncate table `{table}`")
				frappe.db.sql(f"insert into `{table}` select * from `{COPY_PREFIX}{table}`")
				frappe.db.commit()
		for file in self.folder.iterdir():
			if file.name not in self.files:
				file.unlink()
		frappe.clear_cache()

	def drop(self) -> None:
		for table in self.tables:
			frappe.db.sql_ddl(f"drop table if exists `{COPY_PREFIX}{table}`")

	def _checksums(self) -> dict[str, int]:
		names = ", ".join(f"`{table}`" for table in self.tables)
		checksums = [checksum for _, checksum in frappe.db.sql(f"checksum table {names}")]
		return dict(zip(self.tables, checksums, strict=True))


@dataclass(frozen=True)
class EndState:
	"""Table → number of rows and the sum of their digests, which does not depend on their order."""

	figures: dict[str, tuple]

	def differences(self, other: EndState) -> list[str]:
		return [
			f"{name}: {other.figures[name][0]:,} rows, undisturbed {figure[0]:,}"
			for name, figure in self.figures.items()
			if figure != other.figures[name]
		]


def end_state() -> EndState:
	frappe.db.commit()  # to see what others have committed
	figures = {doctype: _digest(f"tab{doctype}", _content_of(doctype)) for doctype in our_doctypes()}
	figures["Series"] = _digest("tabSeries", ["`name`", "`current`"])
	figures |= {doctype: (frappe.db.count(doctype),) for doctype in COUNTED_DOCTYPES}
	return EndState(figures)


def _content_of(doctype: str) -> list[str]:
	"""An SQL expression for each column to compare, without random names and times."""
	meta = frappe.get_meta(doctype)
	has_random_name = meta.istable or (meta.autoname or "").lower() in RANDOM_NAMING
	columns = [f"`{column}`" for column in STANDARD if meta.istable or not column.startswith("parent")]
	columns += [] if has_random_name or doctype in NAMED_BY_ORDER else ["`name`"]
	for field in meta.fields:
		if field.fieldtype not in data_fieldtypes or field.fieldtype in VOLATILE_FIELDTYPES:
			continue
		if (doctype, field.fieldname) == VOLATILE_FIELD or field.get("is_virtual"):
			continue
		column = f"`{field.fieldname}`"
		is_random = field.fieldtype in FILE_FIELDTYPES or field.options in NAMED_BY_ORDER
		columns.append(f"{column} is null" if is_random else column)
	return columns


def _digest(table: str, columns: list[str]) -> tuple:
	row = f"concat_ws('|', {', '.join(f'coalesce({column}, char(1))' for column in columns)})"
	digest = f"sum(cast(conv(left(md5({row}), 15), 16, 10) as unsigned))"
	return frappe.db.sql(f"select count(*), {digest} from `{table}`")[0]
