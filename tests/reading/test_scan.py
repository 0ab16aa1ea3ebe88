"""The byte scan of a sheet: what is hidden and what lies is found in every spelling of the XML."""

import pytest

from xltool.reading.scan import has_hidden_cells, has_lying_cell

FILLED, BLANK = b'<c r="A1"><v>1</v></c>', b'<c r="A1" s="3"/>'


@pytest.mark.parametrize(
    ("xml", "hidden"),
    [
        (b'<row r="1">' + FILLED + b"</row>", False),
        (b'<row r="1" hidden="1">' + FILLED + b"</row>", True),
        (b'<row r="1" hidden="1">' + BLANK + b'</row><row r="2">' + FILLED + b"</row>", False),
        (b'<row r="1" hidden="1">' + BLANK + b'</row><row r="2" hidden="1">' + FILLED + b"</row>", True),
        (b'<row r="1" hidden="1"/><row r="2">' + FILLED + b"</row>", False),
        (b'<row hidden="0" r="1">' + FILLED + b"</row>", False),
        (b"<x:row r='1' hidden = 'true' ht='3'><x:c r='A1'><x:f>1</x:f></x:c></x:row>", True),
        (b"<x:row r='1' hidden='true'><x:c r='A1'/></x:row>", False),
        (b'<row r="1" hidden="1">' + b'<c r="A1" t="inlineStr"><is><t>row></t></is></c></row>', True),
        (b'<row r="1" customHidden="1" hidden="1">' + FILLED + b"</row>", True),
        (b'<row r="1" customhidden="1">' + FILLED + b"</row>", False),
        (b'<cols><col min="1" max="1" hidden="true"/></cols>', True),
        (b'<cols><col min="1" max="1" width="9" hidden="false"/></cols>', False),
        (b'<row r="1"><c t="inlineStr"><is><t>hidden="1"</t></is></c></row>', False),
        (b'<sheet name="a" hidden="1"/><row r="1">' + FILLED + b"</row>", False),
        (b"hidden", False),
    ],
)
def test_hidden_cells(xml: bytes, hidden: bool) -> None:
    """A hidden column, or a hidden row with content; words in a cell hide nothing."""
    assert has_hidden_cells(xml) is hidden


@pytest.mark.parametrize(
    ("xml", "lying"),
    [
        (FILLED, False),
        (b'<c r="A1"><f>1+1</f><v>2</v></c>', False),
        (b'<c r="A1"><f>1+1</f></c>', True),
        (b"<x:c r='A1'><x:f>1+1</x:f></x:c>", True),
        (b'<c r="A1"><f t="shared" si="0"/></c>', True),
        (b'<c r="A1" t="e"><v>#REF!</v></c>', True),
        (b"<c r='A1' t = 'e'><v>#REF!</v></c>", True),
        (b'<c r="A1" t="str"><f>""</f><v></v></c>', False),
    ],
)
def test_lying_cells(xml: bytes, lying: bool) -> None:
    """An error value, or a formula without its result."""
    assert has_lying_cell(xml) is lying
