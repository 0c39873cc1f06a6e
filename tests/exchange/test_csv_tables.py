"""CSV as it is read."""

from __future__ import annotations

from internalmap.exchange.csv.tables import csv_tables
from internalmap.exchange.headings.understanding import Understanding


def test_a_text_that_stands_in_many_cells_is_kept_once() -> None:
    lines = ["customer,supplier,service", *["kitchen, stores ,'=heat"] * 500]
    [table] = csv_tables("\n".join(lines).encode(), "edges.csv", Understanding()).tables
    rows = [cells for _, cells in table.rows()]
    assert {tuple(cells) for cells in rows} == {("kitchen", "stores", "=heat")}
    assert [len({*map(id, column)}) for column in zip(*rows, strict=True)] == [1, 1, 1]
