# `make demo` and `make test` need python3 >= 3.11 and nothing else: tools/make-venv.sh makes .venv and installs into it.

BIN := .venv/bin
SUMMARY := demo/部门绩效目标汇总.xlsx

.DEFAULT_GOAL := help
.PHONY: help demo test lint bundle clean

help: ## this list
	@awk -F': ## ' '/^[a-z]+: ## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

# validate ends with 1 when it found problems, as it does here; 2 would mean that it could not run.
demo: ## the 2020 document, from text to the department's summary workbook
	@sh tools/make-venv.sh
	rm -rf demo/projects "$(SUMMARY)"
	$(BIN)/xltool import tests/data/beidaihe-2020.txt -o demo/projects
	$(BIN)/xltool validate demo/projects || test $$? -eq 1
	$(BIN)/xltool totals demo/projects
	$(BIN)/xltool merge demo/projects -o "$(SUMMARY)"
	@echo
	@echo "项目表在 demo/projects/，部门汇总表是 $(SUMMARY)"
	@echo "The project workbooks are in demo/projects/, the department's summary is $(SUMMARY)"

test: ## all tests
	@sh tools/make-venv.sh dev
	$(BIN)/python -m pytest

lint: ## ruff and mypy
	@sh tools/make-venv.sh dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bundle: ## the zip for Windows PCs without internet, in dist/ (downloads about 51 MB)
	@sh tools/make-venv.sh dev
	$(BIN)/python tools/bundle/make_bundle.py

clean: ## remove everything that was made here, .venv too
	rm -rf .venv demo build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +
