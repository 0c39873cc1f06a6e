"""How long somebody can be without: the limits of needs and parties, bands, and what is soon."""

from __future__ import annotations

import internalmap
from internalmap.model.organization import Need, Organization

MODEL = """
defaults: {need: {buffer: 2d}}
parties:
  guests: {kind: customer, needs: [{from: bar, limit: 3d}, {from: hall, limit: 4h}]}
  bar: {limit: 1.5h, needs: [{from: cellar, limit: 1h, buffer: 30min}, {from: mill, limit: 0}]}
  hall:
  cellar: {needs: [mill]}
  mill:
"""


def _need(organization: Organization, supplier: str) -> Need:
    return next(need for need in organization.needs if supplier in need.suppliers)


def test_limits_are_whole_seconds_of_a_need_and_of_a_party() -> None:
    organization = internalmap.loads(MODEL)
    assert organization.parties["bar"].limit == 5400
    assert organization.parties["hall"].limit is None
    cellar = _need(organization, "cellar")
    assert (cellar.buffer, cellar.limit) == (1800, 3600)


def test_a_buffer_of_the_defaults_is_cut_to_the_limit_and_this_is_said() -> None:
    organization = internalmap.loads(MODEL)
    cut = {supplier: _need(organization, supplier).buffer for supplier in ("bar", "hall", "mill")}
    assert cut == {"bar": 2 * 86_400, "hall": 4 * 3600, "mill": 0}
    said = "2 needs have a limit below the buffer of the defaults: the buffer is cut to it."
    assert organization.notices == (said,)
    assert said in internalmap.analyze(organization).notices


def test_bands_and_soon_are_those_of_the_documentation_unless_told_otherwise() -> None:
    plain = internalmap.loads(MODEL)
    assert plain.bands == (3600, 4 * 3600, 86_400, 3 * 86_400, 7 * 86_400)
    assert plain.soon == 86_400
    told = internalmap.loads(f"bands: 12h\nsoon: 0{MODEL}")
    assert (told.bands, told.soon) == ((12 * 3600,), 0)
