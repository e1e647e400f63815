"""What an operator's cron calls: `bench --site SITE fanpin-…`."""

commands = []
