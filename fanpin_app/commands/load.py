from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import frappe
from frappe.commands import get_site, pass_context

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# Targets in loading order, as later ones refer to earlier ones: regions, then households, then all else.
FIRST = ("Administrative Region", "Household", "Income Statement")
# What has to stop the command; whatever else a file raises, and be it no Exception, stops that file alone.
STOPPING = (KeyboardInterrupt, SystemExit, GeneratorExit)
FAILED = "failed"


@click.command("fanpin-load")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
	"--when-sent-again",
	type=click.Choice(("replace", "add", "apart")),
	help="What a file is to an earlier one of its month that reports the same, where its feed does not say.",
)
@pass_context
def load(context, folder: Path, when_sent_again: str | None) -> None:
	"""Load every workbook and text file of FOLDER through the feed that its columns belong to.

	A file that reports the same as an earlier one of its month is not loaded before it is said what it is to that one.

	A line says of each file what became of it, also of what is not read. Exit code 1 if a file failed. A file that fails
	does not keep the others from being loaded.
	"""
	site = get_site(context)
	_connect(site)
	try:
		files, run = _in_loading_order(folder), frappe.generate_hash(length=10)
		failed = sum(not _load_one(path, when_sent_again, run, site) for path in files)
		for path in _passed_over(folder):
			click.echo(f"{_shown(path.name)}: {_why_passed_over(path)}")
	finally:
		frappe.destroy()
	if failed:
		click.echo(f"{failed} of {len(files)} files failed")
		raise SystemExit(1)


def _connect(site: str) -> None:
	from frappe.translate import get_user_lang

	from fanpin_app.database import conflicts

	frappe.init(site)
	frappe.connect()
	conflicts.install()
	# What is kept of a file is read by officers, in the site's language.
	frappe.local.lang = get_user_lang()


def _load_one(path: Path, when_sent_again: str | None, run: str, site: str) -> bool:
	"""Load a file and print what became of it; False where it failed by an error."""
	try:
		result = _loaded(path, when_sent_again, run)
	except STOPPING:
		raise
	except BaseException as error:
		_recover(site)
		result = _question(error)
		if not result:
			_keep_in_log(path, error)
			result = f"{FAILED}, {_what_failed(error)}"
	click.echo(f"{_shown(path.name)}: {_shown(result)}")
	return not result.startswith(FAILED)


def _loaded(path: Path, when_sent_again: str | None, run: str) -> str:
	from frappe.utils.file_manager import MaxFileSizeReachedError

	from fanpin_app.discovery.loading.pipeline import load_file_in_turn

	if not path.is_file():
		return f"{FAILED}, it is no file"
	if not path.stat().st_size:
		return "refused, empty"
	try:
		batch = load_file_in_turn(path, when_sent_again and when_sent_again.capitalize(), run)
	except MaxFileSizeReachedError:
		frappe.db.rollback()
		return "refused, too_large (max_file_size of the site's configuration)"
	return _account(batch)


def _question(error: BaseException) -> str | None:
	"""What is asked of who sends the file, where that is all that keeps it from being loaded."""
	from fanpin_app.discovery.loading.income_years import PeriodUnknownError

	return f"asked, {' '.join(str(error).split())}" if isinstance(error, PeriodUnknownError) else None


def _recover(site: str) -> None:
	"""Undo what the file began; connect again where the connection is lost."""
	try:
		frappe.db.rollback()
	except Exception:
		frappe.destroy()
		_connect(site)


def _keep_in_log(path: Path, error: BaseException) -> None:
	"""The Error Log is for the operator; what cannot be kept there is on the screen all the same."""
	try:
		frappe.log_error(title=_shown(f"fanpin-load {path.name}"))
		frappe.db.commit()
	except Exception:
		frappe.db.rollback()


def _what_failed(error: BaseException) -> str:
	if isinstance(error, PermissionError):
		return "the user who runs this command may not read it"
	return " ".join(f"{type(error).__name__}: {error}".split())


def _shown(text: str) -> str:
	"""The text as any terminal shows it: names of files may hold bytes that are no characters, and control characters."""
	readable = text.encode("utf-8", "backslashreplace").decode()
	return "".join(each if each.isprintable() else repr(each)[1:-1] for each in readable)


def _in_loading_order(folder: Path) -> list[Path]:
	return sorted(_tables(folder), key=lambda path: (_rank(path), path.name))


def _tables(folder: Path) -> Iterator[Path]:
	return (path for path in folder.iterdir() if _is_table(path) and not _is_hidden(path))


def _passed_over(folder: Path) -> list[Path]:
	return sorted(path for path in folder.iterdir() if not _is_table(path) and not _is_hidden(path))


def _is_table(path: Path) -> bool:
	from fanpin_app.discovery.readers.workbook import SUFFIXES

	return path.suffix.lower() in SUFFIXES


def _is_hidden(path: Path) -> bool:
	"""Office programs keep a file that is open in another one beside it."""
	return path.name.startswith(("~$", ".~", "."))


def _why_passed_over(path: Path) -> str:
	if path.is_dir():
		return "not read, it is a folder: load it by a command of its own"
	return f"not read, its name ends in {path.suffix or 'nothing'}: save it as .xlsx or .csv if it is a table"


def _rank(path: Path) -> int:
	from fanpin_app.discovery.loading.pipeline import recognise

	try:
		target = recognise(path).target if path.is_file() else None
	except STOPPING:
		raise
	except BaseException:
		return len(FIRST)  # whatever is wrong with the file is said when it is loaded
	return FIRST.index(target) if target in FIRST else len(FIRST)


def _account(batch: DataBatch) -> str:
	if batch.flags.known and batch.status != "Loaded":
		return _taken_back(batch)
	if batch.status == "Refused":
		return f"refused, {batch.refusal}"
	if batch.status == "Asked":
		earlier = ", ".join(f"{row.batch} ({row.file_name})" for row in batch.earlier_files)
		return f"asked, tells of the same as {earlier}: load it with --when-sent-again"
	if batch.status == "Held":
		return f"held, {batch.name}: {' '.join((batch.held_because or '').splitlines())}"
	reasons = "".join(f", {row.reason} {row.rows}" for row in batch.refusals)
	unchanged = ", no change" if batch.flags.no_change else ""
	unchanged = ", loaded before" if batch.flags.known else unchanged
	unloaded = ", not loaded" if batch.status == "Not Loaded" else ""
	return (
		f"{batch.feed} {batch.name}, read {batch.rows_read}, "
		f"accepted {batch.rows_accepted}, refused {batch.rows_refused}{reasons}{unchanged}{unloaded}"
	)


def _taken_back(batch: DataBatch) -> str:
	from fanpin_app.discovery.replacements.replacement import successor_of

	if successor := successor_of(batch.name):
		return f"not loaded, {batch.name} was replaced by {successor}"
	return f"not loaded, {batch.name} is {batch.status.lower()}: where it is to count, load it again there"
