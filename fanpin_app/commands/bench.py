from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("fanpin-bench-city")
@click.option("--households", required=True, type=click.IntRange(1))
@pass_context
def bench_city(context, households: int) -> None:
	"""Replace what the site holds by a made-up city. Only for a site whose configuration says fanpin_benchmark."""
	from fanpin_app.benchmark import city, officers

	_connect(context)
	try:
		made = city.build(households, click.echo)
		officers.provide()
	finally:
		frappe.destroy()
	click.echo(", ".join(f"{rows:,} {doctype}" for doctype, rows in made.items()))


@click.command("fanpin-bench")
@click.option("--url", required=True, help="Where the site is served.")
@click.option("--json", "path", required=True, type=click.Path(dir_okay=False, path_type=Path))
@pass_context
def bench(context, url: str, path: Path) -> None:
	"""Measure how fast the app is in the made-up city of this site, and write the figures to a JSON file."""
	from fanpin_app.benchmark import run

	_connect(context)
	try:
		figures = run.measure(url, click.echo)
	except RuntimeError as failure:
		raise click.ClickException(str(failure))
	finally:
		frappe.destroy()
	run.write(figures, path)
	click.echo(run.table(figures))


def _connect(context) -> None:
	frappe.init(get_site(context))
	if not frappe.conf.get("fanpin_benchmark"):
		raise click.ClickException("This site was not made for measuring; its content would be replaced.")
	frappe.connect()
	frappe.set_user("Administrator")
