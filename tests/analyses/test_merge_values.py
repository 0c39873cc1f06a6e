"""The three-way merge of one value, held against its definition read a second time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from internalmap.analyses.merge.values import NO_BASE, Outcome, three_way

VALUES = st.sampled_from([None, "1h", "2h", "3h"])


def told(model: object, answers: list[tuple[object, object]]) -> Outcome:
    """The table of the documentation, row by row, on sets: slow, and with nothing in common."""
    news = set()
    knew = False
    for base, value in answers:
        if base is NO_BASE and value is None:
            continue  # a blank that was blank
        if base is not NO_BASE and base == value:
            continue  # as it was made
        news.add(value)
        knew |= (model is None) if base is NO_BASE else (base == model)
    if not news:
        return Outcome("unchanged", model)
    if news == {model}:
        return Outcome("same", model)
    if len(news) > 1:
        return Outcome("answers")
    (value,) = news
    if value is None:
        return Outcome("emptied")
    return Outcome("taken" if knew else "model", value)


@given(VALUES, st.lists(st.tuples(st.one_of(st.just(NO_BASE), VALUES), VALUES), max_size=3))
def test_a_value_becomes_what_its_definition_says(
    model: object, answers: list[tuple[object, object]]
) -> None:
    found = three_way(model, answers)
    assert found == told(model, answers)
    assert three_way(model, answers[::-1]) == found
    if found.kind == "taken":  # then it stands in the model, and nothing is left to do
        assert three_way(found.value, answers).kind in ("same", "unchanged")
