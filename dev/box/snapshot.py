"""A clean site for every test run.

A copy is made when the site is created or migrated, and restored after a run that was killed or failed and
may have left rows, files, jobs or locks behind. Sites for parallel runs are made from the same copy.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from box import processes
from box.folder import INSIDE, Bench
from box.steps import run, say, step, timed

REMOVE_JOBS = INSIDE / "remove_jobs.py"
# Folders of a site that tests may change. Frappe has a lock file for each locked document.
FOLDERS = ("private/files", "public/files", "locks")
CONFIG = "site_config.json"
RUNNING = "going on"


@contextmanager
def run_lock(bench: Bench, site: str) -> Iterator[IO]:
	"""Only one test run at a time on a site, because each deletes what appears during it; a second one waits.

	Yields the lock file. The process of the run inherits it, and so still holds it if only its parent was
	killed.
	"""
	bench.make_folders()
	with run_file(bench, site).open("a") as lock:
		try:
			fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			say(f"→ Waiting for another test run on {site}")
			fcntl.flock(lock, fcntl.LOCK_EX)
		yield lock


def mark_started(bench: Bench, site: str) -> None:
	run_file(bench, site).write_text(RUNNING)


def mark_finished(bench: Bench, site: str) -> None:
	run_file(bench, site).write_text("")


def was_interrupted(bench: Bench, site: str) -> bool:
	"""Whether the last run has not finished successfully. Call it with the lock held."""
	return run_file(bench, site).read_text() == RUNNING


def run_file(bench: Bench, site: str) -> Path:
	return bench.root / f"{site}.run"


def keep_copy(bench: Bench, site: str) -> None:
	"""Copy the site, if it was created or migrated since the last copy."""
	step(
		bench,
		snapshot_stamp(site),
		f"Keeping a copy of the site {site}",
		[bench.stamps / f"site-{site}-migrated", Path(__file__)],
		lambda log: copy(bench, site, log),
		makes=dump_path(bench, site),
	)


def copy(bench: Bench, site: str, log: Path) -> None:
	kept = snapshot_folder(bench, site)
	shutil.rmtree(kept, ignore_errors=True)
	kept.mkdir(mode=0o700, parents=True)
	replace_files(bench.sites / site, kept)
	database = bench.site_config(site)["db_name"]
	options = ["--single-transaction", f"--result-file={dump_path(bench, site)}"]
	run_client(bench, "mariadb-dump", [*options, database], log)


def restore_kept_copy(bench: Bench, site: str) -> None:
	"""Restore the site from its copy, if there is one.

	Its clones are created again when they are needed.
	"""
	for stamp in bench.stamps.glob(clone_stamp(site, "*")):
		stamp.unlink()
	if not (bench.stamps / snapshot_stamp(site)).exists() or not dump_path(bench, site).exists():
		return
	log = bench.logs / f"site-{site}-put-back.log"
	log.write_text("")
	timed(
		f"Restoring {site}: its last test run was interrupted or failed",
		log,
		lambda: replace_site(bench, site, log),
	)


def replace_site(bench: Bench, site: str, log: Path) -> None:
	remove_jobs(bench, site, log)
	restore(bench, site, log)


def remove_jobs(bench: Bench, site: str, log: Path) -> None:
	for name in processes.running(bench, "worker-"):  # they may run a job of the test run
		processes.stop(bench, name)
	run([bench.python, REMOVE_JOBS, site], log, cwd=bench.sites)


def restore(bench: Bench, site: str, log: Path) -> None:
	restore_database(bench, bench.site_config(site)["db_name"], dump_path(bench, site), log)
	replace_files(snapshot_folder(bench, site), bench.sites / site)


def restore_database(bench: Bench, database: str, dump: Path, log: Path) -> None:
	run_client(bench, "mariadb", [f"--execute=create or replace database `{database}`"], log)
	run_client(bench, "mariadb", [f"--database={database}", f"--execute=source {dump}"], log)


def provide_clone(bench: Bench, site: str, clone: str) -> None:
	"""Create a further site from the copy; once for each copy."""
	step(
		bench,
		clone_stamp(site, clone),
		f"Making the site {clone} as a copy of {site}",
		[bench.stamps / snapshot_stamp(site)],
		lambda log: replace_clone(bench, site, clone, log),
		makes=bench.sites / clone / CONFIG,
	)


def replace_clone(bench: Bench, site: str, clone: str, log: Path) -> None:
	remove_jobs(bench, clone, log)
	make_clone(bench, site, clone, log)


def make_clone(bench: Bench, site: str, clone: str, log: Path) -> None:
	before = bench.site_config(clone)
	make_folders(bench, clone)
	replace_files(snapshot_folder(bench, site), bench.sites / clone)
	bench.update_site_config(clone, host_name=before.get("host_name"))
	make_database(bench, clone, before.get("db_name") or new_database(), dump_path(bench, site), log)


def make_folders(bench: Bench, site: str) -> None:
	"""Create the folders of a site; those of an earlier site with this name are removed."""
	shutil.rmtree(bench.sites / site, ignore_errors=True)
	for folder in ("logs", "locks", "private/files", "private/backups", "public/files"):
		(bench.sites / site / folder).mkdir(parents=True)


def new_database() -> str:
	return f"_{secrets.token_hex(8)}"


def make_database(bench: Bench, site: str, database: str, dump: Path, log: Path) -> None:
	"""Create the site's database from a dump, and a user for it with a new password."""
	password = secrets.token_hex(16)
	bench.update_site_config(site, db_name=database, db_password=password)
	user = f"`{database}`@`127.0.0.1`"
	statements = (
		f"create or replace user {user} identified by '{password}'; "
		f"grant all privileges on `{database}`.* to {user}"
	)
	run_client(bench, "mariadb", [f"--execute={statements}"], log)
	restore_database(bench, database, dump, log)


def remove_database(bench: Bench, database: str, log: Path) -> None:
	statements = f"drop database if exists `{database}`; drop user if exists `{database}`@`127.0.0.1`"
	run_client(bench, "mariadb", [f"--execute={statements}"], log)


def replace_files(source: Path, target: Path) -> None:
	for folder in FOLDERS:
		shutil.rmtree(target / folder, ignore_errors=True)
		if (source / folder).exists():
			shutil.copytree(source / folder, target / folder)
	shutil.copy2(source / CONFIG, target / CONFIG)


def run_client(bench: Bench, program: str, arguments: list[str], log: Path) -> None:
	"""Run one of MariaDB's clients as root on the bench's own server."""
	config = bench.common_config()
	server = ["--no-defaults", "--host=127.0.0.1", f"--port={config['db_port']}", "--user=root"]
	run([program, *server, *arguments], log, env=os.environ | {"MYSQL_PWD": config["root_password"]})


def snapshot_folder(bench: Bench, site: str) -> Path:
	return bench.data / "snapshots" / site


def dump_path(bench: Bench, site: str) -> Path:
	return snapshot_folder(bench, site) / "database.sql"


def snapshot_stamp(site: str) -> str:
	return f"site-{site}-snapshot"


def clone_stamp(site: str, clone: str) -> str:
	return f"site-{site}-clone-{clone}"
