"""Random tables in random layouts, with their intended meaning.

`contents` draws a file's content as plain Python values; `cell_values` writes a value as offices do, correctly or
not; `layout` puts the rows on sheets, with titles, units, footers and the like, and notes the expected result for
each row; `unreadable` makes some of the files unreadable as a whole; `formats` writes the file; `reading` lets the app read it; `comparison` compares what the app accepted with
what was intended. The expected values never come from the app.

Each file has its own seed. A failure names it, and the file can be made again by itself with
`SEED=2035 RANDOM_FILE=17 make test TESTS=fanpin_app/tests/site/discovery/test_random_files.py`.
"""
