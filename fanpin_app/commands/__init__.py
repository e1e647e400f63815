"""What an operator's cron calls: `bench --site SITE fanpin-…`."""

from fanpin_app.commands.load import load

commands = [load]
