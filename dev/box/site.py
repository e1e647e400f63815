"""Sites of the bench with the app installed."""

from __future__ import annotations

import shutil
from pathlib import Path

from box.folder import APP, INSIDE, REPOSITORY, Bench
from box.steps import digest_of, mark_done, run, step

PASSWORD = "admin"

FIRST_SETTINGS = INSIDE / "first_settings.py"
# Parts of the app that do not affect sites or running processes.
EXCLUDED = {"public", "tests", "__pycache__"}


def provide(bench: Bench, site: str, **config) -> None:
	"""Create or update the site with the app; `config` goes into its site_config.json."""
	migrated = f"site-{site}-migrated"
	inputs = [bench.stamps / "frappe-tree", *app_files()]
	digest = digest_of(inputs)
	made = step(
		bench,
		f"site-{site}",
		f"Making the site {site} with the app",
		[],
		lambda log: make_site(bench, site, log),
		makes=bench.sites / site / "site_config.json",
	)
	if made:
		mark_done(bench, migrated, digest)
	if not bench.common_config().get("default_site"):
		bench.update_common_config(default_site=site)
	bench.update_site_config(site, **config)
	step(
		bench,
		migrated,
		f"Bringing the site {site} up to date",
		inputs,
		lambda log: migrate(bench, site, log),
	)


def make_site(bench: Bench, site: str, log: Path) -> None:
	shutil.rmtree(bench.sites / site, ignore_errors=True)
	for stamp in bench.stamps.glob(f"site-{site}-*"):
		stamp.unlink()
	run(
		[
			*frappe(bench),
			"new-site",
			site,
			"--force",
			"--no-mariadb-socket",
			f"--db-root-password={bench.common_config()['root_password']}",
			f"--admin-password={PASSWORD}",
			f"--install-app={APP}",
		],
		log,
		cwd=bench.sites,
	)
	run([bench.python, FIRST_SETTINGS, site], log, cwd=bench.sites)


def migrate(bench: Bench, site: str, log: Path) -> None:
	run([*frappe(bench), "--site", site, "migrate"], log, cwd=bench.sites)


def frappe(bench: Bench) -> list:
	"""The start of every Frappe command, to be run in the folder `sites`."""
	return [bench.python, "-m", "frappe.utils.bench_helper", "frappe"]


def app_files() -> list[Path]:
	"""The app's files that a migration or a running process uses."""
	return sorted(entry for entry in (REPOSITORY / APP).iterdir() if entry.name not in EXCLUDED)
