"""Background processes of the bench: started in their own sessions and recorded in pid files."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from box.folder import Bench
from box.steps import StepError

SECONDS_TO_START = 90
SECONDS_TO_STOP = 30


def is_running(bench: Bench, name: str) -> bool:
	return pid_of(bench, name) is not None


def running(bench: Bench, prefix: str) -> list[str]:
	"""Names of running processes with this prefix."""
	return sorted(file.stem for file in bench.pids.glob(f"{prefix}*.json") if is_running(bench, file.stem))


def pid_of(bench: Bench, name: str) -> int | None:
	"""The process ID in the pid file, if that very process is still alive.

	The start time distinguishes it from a later process with the same ID (after a reboot, for example), the
	path of the bench from a process of a copied folder.
	"""
	known = read(pid_file(bench, name))
	if known and known["bench"] == str(bench.root) and start_time(known["pid"]) == known["start_time"]:
		return known["pid"]
	return None


def started_with(bench: Bench, name: str) -> str | None:
	"""The `version` that the running process was started with; None if it does not run."""
	return read(pid_file(bench, name))["version"] if is_running(bench, name) else None


def start(
	bench: Bench, name: str, command: list, *, cwd: Path, env: dict | None = None, version: str = ""
) -> None:
	with (bench.logs / f"{name}.log").open("a") as log:
		process = subprocess.Popen(
			[str(part) for part in command],
			cwd=cwd,
			env=os.environ | (env or {}),
			stdin=subprocess.DEVNULL,
			stdout=log,
			stderr=subprocess.STDOUT,
			start_new_session=True,
		)
	known = {
		"bench": str(bench.root),
		"pid": process.pid,
		"start_time": start_time(process.pid),
		"version": version,
	}
	pid_file(bench, name).write_text(json.dumps(known))


def stop(bench: Bench, name: str) -> bool:
	"""End the process and wait for it; False if it did not run."""
	pid = pid_of(bench, name)
	if pid:
		os.kill(pid, signal.SIGTERM)
		for _ in poll(SECONDS_TO_STOP):
			if not is_running(bench, name):
				break
		else:
			os.killpg(pid, signal.SIGKILL)
	pid_file(bench, name).unlink(missing_ok=True)
	return pid is not None


def stop_all(bench: Bench) -> list[str]:
	"""End all processes of the bench, database servers last; returns the names of those that ran."""
	names = [file.stem for file in bench.pids.glob("*.json")]
	names.sort(key=lambda name: (name in ("mariadb", "redis"), name))
	return [name for name in names if stop(bench, name)]


def wait_until(bench: Bench, name: str, port: int, ready: Callable[[int], bool]) -> None:
	"""Wait until the process is ready on the port. Raises StepError if it ended or took too long."""
	for _ in poll(SECONDS_TO_START):
		if ready(port):
			return
		if not is_running(bench, name):
			break
	raise StepError(f"{name} did not start on port {port}.", bench.logs / f"{name}.log")


def answers(port: int) -> bool:
	with socket.socket() as connection:
		connection.settimeout(1)
		return connection.connect_ex(("127.0.0.1", port)) == 0


def serves_pages(port: int) -> bool:
	connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
	try:
		connection.request("GET", "/api/method/ping")
		return connection.getresponse().status == 200
	except OSError:
		return False
	finally:
		connection.close()


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as probe:
		return probe.getsockname()[1]


def poll(seconds: float):
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		yield
		time.sleep(0.1)


def pid_file(bench: Bench, name: str) -> Path:
	return bench.pids / f"{name}.json"


def read(file: Path) -> dict:
	return json.loads(file.read_text()) if file.exists() else {}


def start_time(pid: int) -> str | None:
	"""When the process started, in ticks since boot; None if it does not exist or ended (a zombie)."""
	try:
		fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	except OSError:
		return None
	return None if fields[0] == "Z" else fields[19]
