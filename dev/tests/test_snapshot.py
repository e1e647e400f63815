"""A killed test run leaves nothing behind for the next one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import pymysql
from box import processes, snapshot
from box.folder import INSIDE, Bench
from redis import Redis
from rq import Queue

SITE = "interrupted.fanpin.localhost"
SECONDS = 20
RUN = """
import sys
from pathlib import Path
from unittest import mock
from box import snapshot, tests
from box.folder import Bench

bench = Bench(Path(sys.argv[1]))
with mock.patch("box.environment.install_test_packages"), snapshot.run_lock(bench, sys.argv[2]) as lock:
	tests.run(bench, [sys.argv[2]], "", lock)
"""
# Replaces the bench's Python and gets pytest's arguments: a run with the given duration and exit code.
PYTEST = """#!/bin/sh
echo $$ >"{root}/pytest.pid"
[ {code} = 0 ] || exit {code}
exec sleep {seconds}
"""


def wait_for(condition) -> None:
	end = time.monotonic() + SECONDS
	while not condition():
		assert time.monotonic() < end, "the condition was not met"
		time.sleep(0.02)


class TestARun(unittest.TestCase):
	def setUp(self) -> None:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.bench = Bench(Path(folder.name))
		self.pid_file = self.bench.root / "pytest.pid"

	def start(self, seconds: float = 60, code: int = 0) -> subprocess.Popen:
		"""A command that runs pytest."""
		self.pid_file.unlink(missing_ok=True)
		self.bench.python.parent.mkdir(parents=True, exist_ok=True)
		self.bench.python.write_text(PYTEST.format(root=self.bench.root, seconds=seconds, code=code))
		self.bench.python.chmod(0o755)
		command = subprocess.Popen([sys.executable, "-c", RUN, str(self.bench.root), SITE])
		self.addCleanup(command.wait)
		wait_for(lambda: self.pid_file.exists() and self.pid_file.read_text())
		return command

	def pytest(self) -> int:
		return int(self.pid_file.read_text())

	def next_run_finds_it_interrupted(self) -> bool:
		with snapshot.run_lock(self.bench, SITE):
			return snapshot.was_interrupted(self.bench, SITE)

	def test_that_succeeds_leaves_nothing_to_restore(self):
		self.start(seconds=0).wait()
		self.assertFalse(self.next_run_finds_it_interrupted())

	def test_that_fails_is_restored_because_it_may_have_left_rows(self):
		self.start(code=1).wait()
		self.assertTrue(self.next_run_finds_it_interrupted())

	def test_whose_pytest_is_killed_is_found_interrupted(self):
		command = self.start()
		os.kill(self.pytest(), signal.SIGKILL)
		command.wait()
		self.assertTrue(self.next_run_finds_it_interrupted())

	def test_whose_command_is_killed_too_is_found_interrupted(self):
		command = self.start()
		command.kill()
		os.kill(self.pytest(), signal.SIGKILL)
		self.assertTrue(self.next_run_finds_it_interrupted())

	def test_is_waited_for_where_only_its_command_was_killed(self):
		self.start(seconds=1).kill()
		self.assertTrue(self.next_run_finds_it_interrupted())
		# A process that ends releases the lock a moment before it exits.
		wait_for(lambda: processes.start_time(self.pytest()) is None)

	def test_that_was_restored_once_is_not_restored_again(self):
		self.start().kill()
		os.kill(self.pytest(), signal.SIGKILL)
		self.start(seconds=0).wait()
		self.assertFalse(self.next_run_finds_it_interrupted())


class TestASite(unittest.TestCase):
	"""On the bench's own servers, with a database in place of a site's."""

	def setUp(self) -> None:
		self.bench = Bench(Path(os.environ["SITES_PATH"]).parent)
		config = self.bench.common_config()
		self.database = "interrupted"
		self.log = self.bench.logs / "interrupted.log"
		self.server = pymysql.connect(
			host="127.0.0.1",
			port=config["db_port"],
			user="root",
			password=config["root_password"],
			autocommit=True,
		)
		self.addCleanup(self.server.close)
		self.addCleanup(lambda: self.sql(f"drop database if exists {self.database}"))
		self.sql(f"create or replace database {self.database}")
		self.sql(f"use {self.database}")
		self.sql("create table kept (name varchar(20))")
		self.sql("insert into kept values ('早稻')")
		self.sql("create sequence numbers start with 7")
		self.site = self.bench.sites / SITE
		for folder in (self.site, snapshot.snapshot_folder(self.bench, SITE)):
			self.addCleanup(subprocess.run, ["rm", "-rf", folder])
		self.file("private/files/kept.txt", "kept")
		self.file("site_config.json", json.dumps({"db_name": self.database}))
		snapshot.copy(self.bench, SITE, self.log)

	def test_has_a_copy_that_others_do_not_change(self):
		clone = f"2.{SITE}"
		self.addCleanup(subprocess.run, ["rm", "-rf", self.bench.sites / clone])
		snapshot.make_clone(self.bench, SITE, clone, self.log)
		config = self.bench.site_config(clone)
		self.addCleanup(lambda: self.sql(f"drop user `{config['db_name']}`@`127.0.0.1`"))
		self.addCleanup(lambda: self.sql(f"drop database `{config['db_name']}`"))
		self.sql("delete from kept")
		with pymysql.connect(
			host="127.0.0.1",
			port=self.bench.common_config()["db_port"],
			user=config["db_name"],
			password=config["db_password"],
			database=config["db_name"],
		) as connection:
			cursor = connection.cursor()
			cursor.execute("select name from kept")
			self.assertEqual(cursor.fetchall(), (("早稻",),))
			with self.assertRaises(pymysql.err.OperationalError):
				cursor.execute(f"select name from `{self.database}`.kept")
		self.assertEqual((self.bench.sites / clone / "private/files/kept.txt").read_text(), "kept")

	def sql(self, statement: str) -> list:
		with self.server.cursor() as cursor:
			cursor.execute(statement)
			return list(cursor.fetchall())

	def file(self, path: str, content: str) -> None:
		file = self.site / path
		file.parent.mkdir(parents=True, exist_ok=True)
		file.write_text(content)

	def test_restores_rows_tables_and_numbers(self):
		self.sql("delete from kept")
		self.sql("create table left_behind (name varchar(20))")
		self.sql("select nextval(numbers)")
		snapshot.restore(self.bench, SITE, self.log)
		self.assertEqual(self.sql("select name from kept"), [("早稻",)])
		self.assertEqual(self.sql("show tables like 'left%'"), [])
		self.assertEqual(self.sql("select nextval(numbers)"), [(7,)])

	def test_restores_files_locks_and_configuration(self):
		self.file("private/files/kept.txt", "changed")
		self.file("public/files/left.txt", "left")
		self.file("locks/left.lock", "")
		self.file("site_config.json", json.dumps({"db_name": self.database, "maintenance_mode": 1}))
		snapshot.restore(self.bench, SITE, self.log)
		self.assertEqual((self.site / "private/files/kept.txt").read_text(), "kept")
		self.assertFalse((self.site / "public/files/left.txt").exists())
		self.assertFalse((self.site / "locks/left.lock").exists())
		self.assertEqual(self.bench.site_config(SITE), {"db_name": self.database})

	def test_loses_its_jobs_and_others_keep_theirs(self):
		redis = f"redis://127.0.0.1:{self.bench.common_config()['redis_port']}"
		config = {"redis_cache": f"{redis}/14", "redis_queue": f"{redis}/15"}
		queue = Queue("long", connection=Redis.from_url(config["redis_queue"]))
		self.addCleanup(queue.connection.flushdb)
		mine, others = (queue.enqueue("os.getpid", kwargs={"site": site}) for site in (SITE, "other.site"))
		with tempfile.TemporaryDirectory() as folder:
			(Path(folder) / "common_site_config.json").write_text(json.dumps(config))
			subprocess.run([sys.executable, INSIDE / "remove_jobs.py", SITE], cwd=folder, check=True)
		self.assertEqual(queue.job_ids, [others.id])
		self.assertFalse(queue.connection.exists(mine.key))
