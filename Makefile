# Two commands do everything on a fresh Debian or Ubuntu: `make run` and `make test`.
# What each target needs is installed first (setup/prepare.py); where nothing is missing that takes an instant.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PY := .venv/bin/python
SCHOOL := build/hoa-sen
TOUR := build/tour

.PHONY: run test check bench soak tour app prepare prepare-test prepare-app clean

run: prepare $(SCHOOL)/school.db
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "The accounts of the demonstration school stand in $(SCHOOL).accounts.txt"; \
		exec $(PY) -m desktop --school $(SCHOOL); \
	else \
		echo "There is no display here: the tour drives the real windows instead."; \
		$(PY) -m desktop tour $(TOUR) && echo "The pictures are in $(CURDIR)/$(TOUR)"; \
	fi

$(SCHOOL)/school.db: | prepare
	@mkdir -p build
	@rm -rf $(SCHOOL)
	@$(PY) -m desktop demo $(SCHOOL) > $(SCHOOL).accounts.txt || { cat $(SCHOOL).accounts.txt; exit 1; }
	@cat $(SCHOOL).accounts.txt

test: prepare-test
	@$(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal -q $(ARGS)

check: prepare-test
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@.venv/bin/lint-imports

bench: prepare-test
	@$(PY) -m bench $(ARGS)

# Random histories of four computers and a server, bounded by both; the seed is printed.
MINUTES ?= 10
COMMANDS ?= 30000

soak: prepare-test
	@$(PY) -m tests.sync.history.soak --minutes $(MINUTES) --commands $(COMMANDS) $(ARGS)

tour: prepare
	@$(PY) -m desktop tour $(TOUR)

app: prepare-app
	@$(PY) -m PyInstaller --noconfirm --log-level WARN --workpath build/pyinstaller --distpath dist build.spec
	@dist/so-truong/so-truong --self-test

prepare:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install python3"; exit 1; }
	@$(PYTHON) setup/prepare.py

prepare-test:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install python3"; exit 1; }
	@$(PYTHON) setup/prepare.py test

prepare-app:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install python3"; exit 1; }
	@$(PYTHON) setup/prepare.py build

clean:
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
