"""Removes a site's jobs from the queues and clears the cache. usage: python remove_jobs.py SITE, in sites."""

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
	# Jobs that a killed worker had started are in no queue, but still prevent others with their name.
	names = [key.decode().removeprefix(PREFIX) for key in queue.scan_iter(f"{PREFIX}*", _type="HASH")]
	for job in Job.fetch_many(names, connection=queue):
		if job and job.kwargs.get("site") == site:  # a job of another site may have ended by now
			job.delete()


if __name__ == "__main__":
	main(sys.argv[1])
