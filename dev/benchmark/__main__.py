"""python -m benchmark city|measure --site SITE …, in the bench's folder of sites.

Only for a site with `fanpin_benchmark` in its configuration: its content is replaced.
"""

from pathlib import Path

import click
import frappe


@click.group()
def benchmark() -> None:
	pass


@benchmark.command("city")  # pyright: ignore[reportFunctionMemberAccess]
@click.option("--site", required=True)
@click.option("--households", required=True, type=click.IntRange(1))
def build_city(site: str, households: int) -> None:
	"""Replace the site's content with a made-up city."""
	from benchmark import city, officers

	_connect(site)
	try:
		made = city.build(households, click.echo)
		officers.create_officers()
	finally:
		frappe.destroy()
	click.echo(", ".join(f"{rows:,} {doctype}" for doctype, rows in made.items()))


@benchmark.command("measure")  # pyright: ignore[reportFunctionMemberAccess]
@click.option("--site", required=True)
@click.option("--url", required=True, help="Where the site is served.")
@click.option("--json", "path", required=True, type=click.Path(dir_okay=False, path_type=Path))
def measure(site: str, url: str, path: Path) -> None:
	"""Measure the app in the made-up city of this site, and write the figures to a JSON file."""
	from benchmark import run

	_connect(site)
	try:
		figures = run.measure(url, click.echo)
	except RuntimeError as failure:
		raise click.ClickException(str(failure))
	finally:
		frappe.destroy()
	run.write(figures, path)
	click.echo(run.table(figures))


def _connect(site: str) -> None:
	frappe.init(site)
	if not frappe.conf.get("fanpin_benchmark"):
		raise click.ClickException("This site was not made for measuring; its content would be replaced.")
	frappe.connect()
	frappe.set_user("Administrator")


if __name__ == "__main__":
	benchmark()
