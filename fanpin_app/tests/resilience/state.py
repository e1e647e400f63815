"""What the site holds of the app: kept, brought back, and told in a few figures to compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frappe
from frappe.model import data_fieldtypes

# What Frappe keeps beside our documents: how many there are is compared, not what they say.
COUNTED = ("File", "Error Log", "Comment", "Version", "ToDo", "Notification Log")
KEPT = "kept_"
NUMBERED_AT_RANDOM = ("hash", "autoincrement", "random", "")
# Their numbers tell only which of a screening's parts was done first.
NUMBERED_BY_TURNS = ("Risk Alert",)
STANDARD = ("owner", "docstatus", "parent", "parenttype", "parentfield", "idx")
# They differ from one undisturbed run to the next.
OF_THE_MOMENT = ("Datetime",)
SECONDS = ("Screening Part", "seconds")
FILES = ("Attach", "Attach Image")


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
		self.tables = [*(f"tab{doctype}" for doctype in (*our_doctypes(), *COUNTED)), "tabSeries"]
		self.folder = Path(frappe.get_site_path("private", "files"))

	def take(self) -> None:
		frappe.db.commit()
		self.forget()
		for table in self.tables:
			frappe.db.sql_ddl(f"create table `{KEPT}{table}` like `{table}`")
			frappe.db.sql(f"insert into `{KEPT}{table}` select * from `{table}`")
			frappe.db.commit()
		self.checksums = self._checksums()
		self.files = {file.name for file in self.folder.iterdir()}

	def bring_back(self) -> None:
		frappe.db.commit()
		now = self._checksums()
		for table in self.tables:
			if now[table] != self.checksums[table]:
				frappe.db.sql_ddl(f"truncate table `{table}`")
				frappe.db.sql(f"insert into `{table}` select * from `{KEPT}{table}`")
				frappe.db.commit()
		for file in self.folder.iterdir():
			if file.name not in self.files:
				file.unlink()
		frappe.clear_cache()

	def forget(self) -> None:
		for table in self.tables:
			frappe.db.sql_ddl(f"drop table if exists `{KEPT}{table}`")

	def _checksums(self) -> dict[str, int]:
		names = ", ".join(f"`{table}`" for table in self.tables)
		checksums = [checksum for _, checksum in frappe.db.sql(f"checksum table {names}")]
		return dict(zip(self.tables, checksums, strict=True))


@dataclass(frozen=True)
class EndState:
	"""Of each table how many rows there are and the sum of their digests, whatever their order."""

	figures: dict[str, tuple]

	def differences(self, other: EndState) -> list[str]:
		return [
			f"{name}: {other.figures[name][0]:,} rows, undisturbed {told[0]:,}"
			for name, told in self.figures.items()
			if told != other.figures[name]
		]


def end_state() -> EndState:
	frappe.db.commit()  # to see what others have committed
	figures = {doctype: _digest(f"tab{doctype}", _content_of(doctype)) for doctype in our_doctypes()}
	figures["Series"] = _digest("tabSeries", ["`name`", "`current`"])
	figures |= {doctype: (frappe.db.count(doctype),) for doctype in COUNTED}
	return EndState(figures)


def _content_of(doctype: str) -> list[str]:
	"""An expression for each column that says something. Names at random and moments say nothing."""
	meta = frappe.get_meta(doctype)
	at_random = meta.istable or (meta.autoname or "").lower() in NUMBERED_AT_RANDOM
	columns = [f"`{column}`" for column in STANDARD if meta.istable or not column.startswith("parent")]
	columns += [] if at_random or doctype in NUMBERED_BY_TURNS else ["`name`"]
	for field in meta.fields:
		if field.fieldtype not in data_fieldtypes or field.fieldtype in OF_THE_MOMENT:
			continue
		if (doctype, field.fieldname) == SECONDS or field.get("is_virtual"):
			continue
		column = f"`{field.fieldname}`"
		by_chance = field.fieldtype in FILES or field.options in NUMBERED_BY_TURNS
		columns.append(f"{column} is null" if by_chance else column)
	return columns


def _digest(table: str, columns: list[str]) -> tuple:
	row = f"concat_ws('|', {', '.join(f'coalesce({column}, char(1))' for column in columns)})"
	digest = f"sum(cast(conv(left(md5({row}), 15), 16, 10) as unsigned))"
	return frappe.db.sql(f"select count(*), {digest} from `{table}`")[0]
