"""Serves the sites: one web server for each site, and workers and one scheduler for the bench."""

from __future__ import annotations

from box import processes
from box.folder import INSIDE, Bench
from box.site import app_files, frappe
from box.steps import StepError, digest_of


def serve(bench: Bench, site: str, port: int, workers: int = 1) -> str:
	"""Serve the site on the port, with `workers` workers; processes with older code are restarted.

	Port 0 is any free port, if possible the same as before. Returns the site's address.
	"""
	port = port or remembered_port(bench, site)
	address = f"http://127.0.0.1:{port}"
	bench.update_site_config(site, host_name=address)
	start_web(bench, site, port)
	start_workers(bench, workers)
	return address


def remembered_port(bench: Bench, site: str) -> int:
	port = int(bench.site_config(site).get("host_name", ":0").rpartition(":")[2])
	ours = processes.is_running(bench, f"web-{site}")
	return port if port and (ours or not processes.answers(port)) else processes.free_port()


def refuse_taken_port(bench: Bench, site: str, port: int) -> None:
	"""Raise StepError if anything but this site's own server uses the port."""
	running = processes.started_with(bench, f"web-{site}") or ""
	if processes.answers(port) and not running.startswith(f"{port} "):
		raise StepError(f"Port {port} is taken by another program or site; give a free one with PORT=….")


def start_web(bench: Bench, site: str, port: int) -> None:
	name = f"web-{site}"
	version = f"{port} {code_version(bench)}"
	if processes.started_with(bench, name) != version:
		processes.stop(bench, name)
		processes.start(
			bench,
			name,
			[
				bench.python,
				"-m",
				"gunicorn",
				"--bind",
				f"127.0.0.1:{port}",
				"--worker-class=gthread",
				"--workers=2",
				"--threads=8",
				"--timeout=300",
				"--keep-alive=30",
				"--graceful-timeout=10",
				"--max-requests=20000",
				f"--chdir={bench.sites}",
				"wsgi:application",
			],
			cwd=bench.sites,
			env={"SITE": site, "PYTHONPATH": str(INSIDE)},
			version=version,
		)
	processes.wait_until(bench, name, port, processes.serves_pages)


def start_workers(bench: Bench, count: int) -> None:
	version = code_version(bench)
	work, schedule = [bench.python, INSIDE / "worker.py"], [*frappe(bench), "schedule"]
	names = {f"worker-{number}" for number in range(1, count + 1)} | set(processes.running(bench, "worker-"))
	for name, command in [*((name, work) for name in sorted(names)), ("schedule", schedule)]:
		if processes.started_with(bench, name) != version:
			processes.stop(bench, name)
			processes.start(bench, name, command, cwd=bench.sites, version=version)


def code_version(bench: Bench) -> str:
	"""A digest of the code that a running process has loaded."""
	stamps = [bench.stamps / name for name in ("frappe-tree", "python-packages")]
	return digest_of([*stamps, *app_files(), INSIDE / "wsgi.py", INSIDE / "worker.py"])
