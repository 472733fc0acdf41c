# Every command sets up what it needs; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PYTHON # empty: the newest that serves, as .ci/venv finds it
BIN := .venv/bin
CLAIMKIT := PYTHONPATH=docs/_ext $(BIN)/python -m claimkit
SPHINX := $(BIN)/sphinx-build -c . -n -W --keep-going -q
GENERATED := docs/learn/gallery
FILES := $(shell find docs gallery conf.py \( -name __pycache__ -o -path $(GENERATED) \) -prune -o -type f ! -name '*.mo' -print)
# Folders of pages too: their time changes when a page is removed.
SOURCES := $(FILES) $(sort $(dir $(filter %.md docs/evidence/% gallery/%,$(FILES))))
BUILT := build/html/.built
# What came into its place, or went, after the last build: a file that a checkout or a copy puts there keeps an old time.
MOVED := $(if $(wildcard $(BUILT)),$(shell find $(SOURCES) -prune -cnewer $(BUILT) -print -quit; \
	find build/html -type d -newercc $(BUILT) -print -quit))
# What torch's wheel for CUDA chooses by itself, and its small build for the CPU does not need.
TORCH_CUDA := cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton

PIN = $(or $(wildcard $(BIN)/uv),uv) pip compile -q --universal --python-version 3.11 --annotation-style line \
	--custom-compile-command "make pins" --excludes <(printf '%s\n' $(TORCH_CUDA)) $(ARGS)

.PHONY: help html libraries pdf test serve live check lint gettext evidence evidence-matrix evidence-status mutants hunt rehearse gpu bench pins clean anew

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' Makefile

html: $(BUILT) ## build the site in both languages: build/html/index.html

$(BUILT): .venv/.ready $(wildcard .venv/.libraries) $(SOURCES) $(wildcard tests/hunted.toml) $(if $(MOVED),anew)
	@$(CLAIMKIT) build

libraries: .venv/.libraries ## install the large libraries of requirements-libraries.txt, whose claims are skipped without them

pdf: html ## print the cheat sheet: build/pdf/cheat-sheet-en.pdf and cheat-sheet-zh-cn.pdf
	@$(CLAIMKIT) cheat-sheet

test: html ## run all tests; pass options in ARGS, such as ARGS="--device cuda -n 2"
	$(BIN)/python -m pytest $(ARGS)

serve: html ## serve the site at http://localhost:8000/
	$(BIN)/python -m http.server --bind localhost --directory build/html 8000

live: html ## serve the site, and build and reload it whenever something is saved
	$(CLAIMKIT) live

check: lint html ## what CI runs: lint, html, what pages weigh, all tests with a browser, mutants, neighbours, a rehearsal on CUDA
	$(CLAIMKIT) weight
	$(CLAIMKIT) review
	$(BIN)/python -m pytest -n 2 --browser $(ARGS)
	$(CLAIMKIT) mutants --changed
	$(CLAIMKIT) hunt --changed
	$(CLAIMKIT) rehearse --changed

lint: .venv/.ready ## check style and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

gettext: export SOURCE_DATE_EPOCH = 0 # so that catalogs change only where the text does
gettext: .venv/.ready ## refresh the Chinese catalogs from the English pages and templates
	@$(CLAIMKIT) build view
	$(SPHINX) -b gettext -d build/doctrees/gettext docs build/gettext
	$(BIN)/pybabel -q extract -F docs/_templates/babel.cfg --no-location -o build/gettext/sphinx.pot \
		docs/_ext docs/_templates $$($(BIN)/python -c "import furo, pathlib; print(pathlib.Path(furo.__file__).parent)")
	@sed -i.bak 's/^"POT-Creation-Date: .*/"POT-Creation-Date: 1970-01-01 00:00+0000\\n"/' build/gettext/sphinx.pot # pybabel's is now
	@$(BIN)/sphinx-intl -c conf.py update -p build/gettext -d docs/locale -l zh_CN --no-obsolete -w 0 | { grep -v "^Not Changed" || true; }

evidence: .venv/.ready ## run all claims here, on every device, and write this environment's file in docs/evidence/
	$(CLAIMKIT) record

evidence-matrix: .venv/.ready ## the same in each library version of docs/evidence/environments.toml, or in those that ENV begins
	$(CLAIMKIT) environments run --only "$(ENV)"

evidence-status: .venv/.ready ## print what the recorded runs hold, lack, and have outlived
	$(CLAIMKIT) environments status --only "$(ENV)"

mutants: .venv/.ready ## break every claim, or the one that CLAIM names, in every reasonable way and list what nobody notices
	$(CLAIMKIT) mutants $(if $(CLAIM),--claim $(CLAIM))

hunt: .venv/.ready ## vary what goes into every claim, or the one that CLAIM names, and list what comes out otherwise
	$(CLAIMKIT) hunt $(CLAIM)

rehearse: .venv/.ready ## run all that speaks of CUDA, or the claim that CLAIM names, on a stand-in for a GPU: no evidence
	$(CLAIMKIT) rehearse $(if $(CLAIM),--claim $(CLAIM))

gpu: .venv/.ready ## on a machine with a GPU: run all that speaks of CUDA there, record it, and leave gpu-report/; twelve minutes at most, and what it takes to install
	$(BIN)/python tests/gpu.py

bench: html ## measure the builds and the claims, and print a table
	$(CLAIMKIT) bench

pins: ## make requirements*.txt from requirements*.in; ARGS="--upgrade-package furo" or ARGS=--upgrade moves on
	@$(PIN) requirements.in -o requirements.txt
	@$(PIN) requirements-libraries.in -c requirements.txt -o requirements-libraries.txt

clean: ## remove everything that was built, but not .venv
	rm -rf build $(GENERATED)
	find docs/locale -name '*.mo' -delete

.venv/.ready: requirements.txt $(if $(shell .ci/venv check),anew)
	@.ci/alone venv .ci/venv make

.venv/.libraries: .venv/.ready requirements-libraries.txt
	@.ci/alone venv .ci/venv libraries
