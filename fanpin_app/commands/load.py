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
	"""Load every workbook and text file of FOLDER through the feed that its columns belong to.

	Exit code 1 if a file failed. A file that fails does not keep the others from being loaded.
	"""
	frappe.init(get_site(context))
	frappe.connect()
	try:
		failed = [path.name for path in _in_loading_order(folder) if not _load_one(path)]
	finally:
		frappe.destroy()
	if failed:
		raise SystemExit(1)


def _load_one(path: Path) -> bool:
	"""Load a file and print what became of it; False where it failed by an error."""
	from frappe.utils.file_manager import MaxFileSizeReachedError

	from fanpin_app.discovery.loading import load_file

	try:
		batch = load_file(path)
	except MaxFileSizeReachedError:
		frappe.db.rollback()
		click.echo(f"{path.name}: refused, too_large (max_file_size of the site's configuration)")
		return True
	except Exception as error:
		frappe.db.rollback()
		frappe.log_error(title=f"fanpin-load {path.name}")
		frappe.db.commit()
		click.echo(f"{path.name}: failed, {type(error).__name__}: {error}")
		return False
	frappe.db.commit()
	click.echo(_account(path.name, batch))
	return True


def _in_loading_order(folder: Path) -> list[Path]:
	from fanpin_app.discovery.workbook import SUFFIXES

	files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
	return sorted(files, key=lambda path: (_rank(path), path.name))


def _rank(path: Path) -> int:
	from fanpin_app.discovery.loading import recognise

	try:
		target = recognise(path).target
	except Exception:
		return len(FIRST)  # whatever is wrong with the file is said when it is loaded
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
