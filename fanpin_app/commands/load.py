from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context

# Who must be known before others can be told about: regions, then households, then all else.
FIRST = ("Administrative Region", "Household", "Income Statement")


@click.command("fanpin-load")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@pass_context
def load(context, folder: Path) -> None:
	"""Load every workbook and CSV file of FOLDER through the feed that its columns belong to."""
	from frappe.utils.file_manager import MaxFileSizeReachedError

	from fanpin_app.discovery.loading import load_file

	frappe.init(get_site(context))
	frappe.connect()
	try:
		for path in _in_loading_order(folder):
			try:
				batch = load_file(path)
			except MaxFileSizeReachedError:
				frappe.db.rollback()
				click.echo(f"{path.name}: refused, too_large (max_file_size of the site's configuration)")
				continue
			frappe.db.commit()
			click.echo(_account(path.name, batch))
	finally:
		frappe.destroy()


def _in_loading_order(folder: Path) -> list[Path]:
	files = sorted(
		path for path in folder.iterdir() if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".csv")
	)
	return sorted(files, key=lambda path: (_rank(path), path.name))


def _rank(path: Path) -> int:
	from fanpin_app.discovery.loading import recognise
	from fanpin_app.discovery.refusal import FileRefused

	try:
		target = recognise(path).target
	except FileRefused:
		return len(FIRST)
	return FIRST.index(target) if target in FIRST else len(FIRST)


def _account(file_name: str, batch) -> str:
	if batch.status == "Refused":
		return f"{file_name}: refused, {batch.refusal}"
	reasons = "".join(f", {row.reason} {row.rows}" for row in batch.refusals)
	unchanged = ", no change" if batch.flags.no_change else ""
	return (
		f"{file_name}: {batch.feed} {batch.name}, read {batch.rows_read}, "
		f"accepted {batch.rows_accepted}, refused {batch.rows_refused}{reasons}{unchanged}"
	)
