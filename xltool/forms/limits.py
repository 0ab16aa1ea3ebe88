"""What the cells of a form may hold, said twice: as formulas for a sheet, and in Python for their stored results.

In a formula ``{cell}`` is the cell itself, ``{budget.total}`` the cell of that field, ``{indicators.level3}`` the
column of a list and ``{level3}`` the cell of the same row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xltool.fields import column
from xltool.forms.form import Check, Form

CODE_NAME = "编码合规"
"""The sheet's name that is true when the code cell has one of the form's patterns."""

Values = Mapping[str, object]
"""What the cells of a form hold, by the path of the field: texts, numbers and None."""


class Limit(NamedTuple):
    """A formula that is true for a right value, and the same in Python; neither is asked about a blank.

    ``each`` says it of every cell of ``{column}`` at once, 1 or 0; without it no column of a list can have the limit.
    """

    formula: str
    holds: Callable[[Form, object], bool]
    each: str = ""


class Fault(NamedTuple):
    """What the cells of some fields must not be together, by one of the form's checks.

    ``marked`` are the fields whose cells turn red where ``formula`` is true. ``anywhere`` is true if it is in some row,
    which ``found`` says in Python. A ``refused`` field refuses to be typed so.
    """

    marked: tuple[str, ...]
    formula: str
    anywhere: str
    found: Callable[[Values], bool]
    say: str
    refused: str | None = None


def number(value: object) -> Decimal | None:
    """A cell's number, None for a text and a blank."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    return None


def _is_number(test: Callable[[Decimal], bool]) -> Callable[[Form, object], bool]:
    return lambda _, value: (found := number(value)) is not None and test(found)


def _is_code(form: Form, value: object) -> bool:
    return any(re.fullmatch(pattern, str(value)) for pattern in form.code_patterns)


def _around_year(form: Form) -> tuple[str, str]:
    """What the form prints before and after the year."""
    printed = next((cell.text for cell in form.cells() if cell.text and cell.field == form.year_field), "")
    before, _, after = printed.partition("{year}")
    return before, after


def _has_year(form: Form, value: object) -> bool:
    before, after = map(re.escape, _around_year(form))
    return re.fullmatch(rf"{before}\d{{4}}{after}", str(value)) is not None


LIMITS: Mapping[str, Limit] = {
    "amount": Limit(
        "AND(ISNUMBER({cell}),{cell}>=0,ROUND({cell},2)={cell})",
        _is_number(lambda amount: amount >= 0 and round(amount, 2) == amount),
        "IF(ISNUMBER({column}),({column}>=0)*(ROUND({column},2)={column}),0)",
    ),
    "positive amount": Limit(
        "AND(ISNUMBER({cell}),{cell}>0,ROUND({cell},2)={cell})",
        _is_number(lambda amount: amount > 0 and round(amount, 2) == amount),
    ),
    "percentage": Limit(
        "AND(ISNUMBER({cell}),{cell}<=100,OR({cell}=0,{cell}>=1))",  # 0.25 is a share of 1
        _is_number(lambda percent: percent == 0 or 1 <= percent <= 100),
    ),
    "hundred": Limit("AND(ISNUMBER({cell}),{cell}=100)", _is_number(lambda percent: percent == 100)),
    "code": Limit(CODE_NAME, _is_code),
    "year": Limit('AND(ISNUMBER(VALUE(MID({cell},{place},4))),REPLACE({cell},{place},4,"")="{text}")', _has_year),
}
"""By the word for it in a form file; ``{text}`` is the form's own text around the year, which begins at ``{place}``."""


def limit_formula(form: Form, limit: str) -> str:
    """The formula of a limit as this form needs it."""
    before, after = _around_year(form)
    return LIMITS[limit].formula.replace("{place}", str(len(before) + 1)).replace("{text}", before + after)


def faults(form: Form) -> Iterator[Fault]:
    """Everything that the form's checks look for."""
    for check in form.checks:
        yield from _FAULTS[check.kind](form, check)


def _sum(form: Form, check: Check) -> Iterator[Fault]:
    """The first field is the sum of the others, a column of a list in whole; nothing is said while it is no number."""
    whole, *parts = check.fields
    less = "".join(f"-{'N' if part in form.fields else 'SUM'}({{{part}}})" for part in parts)
    formula = f"AND(ISNUMBER({{{whole}}}),ROUND(N({{{whole}}}){less},6)<>0)"  # AND computes the second part anyway

    def found(values: Values) -> bool:
        amount = number(values.get(whole))
        added = (number(value) or Decimal(0) for part in parts for value in (values.get(part), *column(values, part)))
        return amount is not None and amount != sum(added)

    yield Fault(check.fields, formula, formula, found, check.say)


def _rising(form: Form, check: Check) -> Iterator[Fault]:
    """No field is less than one before it."""
    for index, path in enumerate(check.fields[1:], 1):
        before = check.fields[:index]
        formula = f"AND(ISNUMBER({{{path}}}),{{{path}}}<MAX({','.join(f'{{{name}}}' for name in before)}))"
        found = _less(path, before)
        yield Fault((path,), formula, formula, found, check.say.replace("{field}", form.word(path)), refused=path)


def _less(path: str, before: Sequence[str]) -> Callable[[Values], bool]:
    def found(values: Values) -> bool:
        amount = number(values.get(path))
        return amount is not None and amount < max(number(values.get(name)) or Decimal(0) for name in before)

    return found


def _unique(form: Form, check: Check) -> Iterator[Fault]:
    """No text of a list's column stands there twice, capitals aside as in a spreadsheet."""
    (path,) = check.fields
    own, rows = f"{{{path.partition('.')[2]}}}", f"{{{path}}}"
    formula = f'AND({own}<>"",SUMPRODUCT(({rows}={own})*1)>1)'
    anywhere = f'SUMPRODUCT(({rows}<>"")*(MMULT(({rows}=TRANSPOSE({rows}))*1,ROW({rows})^0)>1))>0'

    def found(values: Values) -> bool:
        texts = [str(value).lower() for value in column(values, path) if value not in (None, "")]
        return len(set(texts)) < len(texts)

    yield Fault((path,), formula, anywhere, found, check.say)


_FAULTS: Mapping[str, Callable[[Form, Check], Iterator[Fault]]] = {"sum": _sum, "rising": _rising, "unique": _unique}
