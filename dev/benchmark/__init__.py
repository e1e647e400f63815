"""Measures the app's speed in a made-up city of any size. Run by `make bench`, on a site of its own."""
