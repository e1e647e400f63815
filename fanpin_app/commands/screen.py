import click
import frappe
from frappe.commands import pass_context

COLUMNS = {
	"step": "step",
	"region": "region",
	"findings": "findings",
	"findings_new": "new",
	"findings_ended": "ended",
	"alerts_raised": "alerts",
	"alerts_raised_level": "raised",
	"alerts_ended": "closed",
	"defects_new": "defects",
	"defects_resolved": "resolved",
	"seconds": "seconds",
}
WIDTH = 14


@click.command("fanpin-screen")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The screening date; today by default.")
@pass_context
def screen(context, as_of) -> None:
	"""Hold all rules against all households, town by town, and print what was found and which alerts were raised."""
	for site in context.sites:
		frappe.init(site)
		frappe.connect()
		try:
			if not _screen(as_of):
				raise SystemExit(1)
		finally:
			frappe.destroy()


def _screen(as_of) -> bool:
	from fanpin_app.database import conflicts
	from fanpin_app.early_warning.screening import engine

	conflicts.install()
	run = engine.create_run(as_of.date() if as_of else frappe.utils.today(), trigger="Scheduled")
	frappe.db.commit()
	run = engine.run_synchronously(run)
	_print_row(COLUMNS.values())
	for part in run.parts:
		_print_row(part.get(name) for name in COLUMNS)
		if part.error:
			click.secho(part.error, fg="red", err=True)
	_print_row(["total", "", *(run.get(name) for name in COLUMNS if name in engine.SUMMED_FIELDS), ""])
	click.echo(f"{run.name} as of {run.as_of}: {run.status}")
	return run.status == engine.FINISHED


def _print_row(cells) -> None:
	click.echo("".join(f"{cell if cell is not None else '':<{WIDTH}}" for cell in cells).rstrip())
