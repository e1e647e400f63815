"""Random tables in random dress, with what they mean beside.

`meanings` draws what a file says as plain Python values; `ways` writes a value as offices do, right or wrong; `layout` puts
the rows on sheets, with titles, units, footers and all else that comes along, and notes what must become of each row;
`saving` makes a file of it; `reading` asks the app; `verdict` holds what the app took against what was meant. Nothing here
asks the app what a cell means.

Every file is drawn by a seed of its own. A failure names it, and the file is made again alone by
`SEED=2035 DRESSED_FILE=17 make test TESTS=fanpin_app/tests/site/discovery/test_dressed_files.py`.
"""
