"""A made-up city of any size, and how fast the app is in it. Run by `make bench`, on a site of its own."""
