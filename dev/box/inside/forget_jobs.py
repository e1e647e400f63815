"""Takes a site's jobs out of the queues, and empties the cache. usage: python forget_jobs.py SITE, in `sites`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from redis import Redis
from rq.job import Job

PREFIX = Job.redis_job_namespace_prefix


def main(site: str) -> None:
	config = json.loads(Path("common_site_config.json").read_text())
	Redis.from_url(config["redis_cache"]).flushdb()
	queue = Redis.from_url(config["redis_queue"])
	# Those that a killed worker has begun stand in no queue, and keep others of their name from being enqueued.
	names = [key.decode().removeprefix(PREFIX) for key in queue.scan_iter(f"{PREFIX}*", _type="HASH")]
	for job in Job.fetch_many(names, connection=queue):
		if job and job.kwargs.get("site") == site:  # a job of others may be gone by now
			job.delete()


if __name__ == "__main__":
	main(sys.argv[1])
