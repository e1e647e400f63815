# make demo    the app with a fictional town, at http://127.0.0.1:$(PORT)
# make test    the tests, on a site of their own; TESTS=unit those that need none, TESTS=browser or site/discovery a folder
# make lint    what the linters find
# make site    a further site with the app installed: make site SITE=mine.localhost
# make bench   how fast the app is in a made-up city of HOUSEHOLDS (100000 by default)
# make kills   workers killed during an import and a screening: nothing is lost or doubled
# make fuzz    20,000 tables with random layouts: accepted rows are as intended; then every function that clients may
#              call, with the names of documents out of the caller's scope: no answer reveals them (hours)
# make stop    stops what these started
# make clean   stops it and leaves the folder as it was cloned
#
# Variables: PORT, SITE, SAMPLES, FRAPPE_PATH, TESTS, PROCESSES, HOUSEHOLDS, SEED, PART, FIRST, EVERY (dev/README.md).

export PORT SITE SAMPLES FRAPPE_PATH TESTS PROCESSES HOUSEHOLDS SEED PART FIRST EVERY

.PHONY: demo test lint site bench kills fuzz stop clean

demo test lint site kills stop clean:
	@dev/run $@

bench:
	@dev/run benchmark

fuzz:
	@TESTS="fanpin_app/tests/fuzz/random_files.py fanpin_app/tests/fuzz/all_functions.py -s" dev/run test
