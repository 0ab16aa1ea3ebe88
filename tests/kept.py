"""What a sheet has beside its values, so that it can be compared before and after another program saved it."""

import re

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def kept(sheet: Worksheet) -> dict[str, object]:
    """Validations, names, protection, colours, merged, hidden and unlocked cells, and how the sheet prints."""
    page = sheet.page_setup
    return {
        "validations": _validations(sheet),
        "names": {name: _plain(defined.attr_text) for name, defined in sheet.defined_names.items()},
        "colours": _colours(sheet),
        "merged": {str(area) for area in sheet.merged_cells.ranges},
        "hidden rows": [row for row in range(1, sheet.max_row + 1) if sheet.row_dimensions[row].hidden],
        "unlocked": {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked},
        "protection": (sheet.protection.sheet, sheet.protection.selectLockedCells),
        "printed": (
            sheet.print_area,
            sheet.print_title_rows,
            page.paperSize,
            page.orientation,
            page.fitToHeight in (None, 1),
        ),
        "footer": (sheet.oddFooter.center.text, sheet.oddFooter.right.text),
        "margins": [round(getattr(sheet.page_margins, side), 2) for side in ("left", "right", "top", "bottom")],
        "filter": sheet.auto_filter.ref,
        "links": {
            cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink
        },
    }


def workbook_names(book: Workbook) -> dict[str, str]:
    """The workbook's names and what they stand for."""
    return {name: _plain(defined.attr_text) for name, defined in book.defined_names.items()}


def _plain(formula: str) -> str:
    """A formula without what programs write differently: blanks, fixed references, the sheet's name, FALSE."""
    return re.sub(r"FALSE\(\)|FALSE", "0", re.sub(r"[\s$]|[^(,&<>=+*-]*!", "", formula))


def _validations(sheet: Worksheet) -> dict[str, tuple[object, ...]]:
    return {
        str(area): (
            rule.type,
            rule.errorStyle or "stop",
            rule.prompt,
            rule.error,
            _plain(rule.formula1 or "") if rule.type else "",
        )
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }


def _colours(sheet: Worksheet) -> set[tuple[str, str, str | None]]:
    return {
        (str(area.sqref), _plain(rule.formula[0]), rule.dxf.fill.bgColor.rgb if rule.dxf.fill else None)
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
