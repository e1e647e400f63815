import click
import frappe
from frappe.commands import pass_context

COLOURS = {"Wrong": "red", "Notice": "yellow"}


@click.command("fanpin-doctor")
@click.option("--all", "all_checks", is_flag=True, help="Name what is in order, too.")
@pass_context
def doctor(context, all_checks: bool) -> None:
	"""Name what endangers the data of the site; ends with exit code 1 if something is wrong."""
	wrong = False
	for site in context.sites:
		frappe.init(site)
		frappe.connect()
		try:
			wrong = examine(all_checks) or wrong
		finally:
			frappe.destroy()
	if wrong:
		raise SystemExit(1)


def examine(all_checks: bool) -> bool:
	from fanpin_app.security.doctor import checks

	frappe.local.lang = frappe.db.get_single_value("System Settings", "language") or "zh"
	click.echo(f"{frappe.local.site}: Frappe {frappe.__version__}")
	found = checks.findings()
	for finding in found:
		if finding.severity != checks.IN_ORDER or all_checks:
			click.secho(
				f"[{frappe._(finding.severity)}] {finding.check}: ",
				fg=COLOURS.get(finding.severity),
				nl=False,
			)
			click.echo(f"{finding.finding} {finding.advice}".strip())
	return checks.is_wrong(found)
