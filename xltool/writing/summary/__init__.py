"""The department's summary workbook: overview, lists, checks, and one sheet a project."""

from xltool.writing.summary.book import summary_workbook

__all__ = ["summary_workbook"]
