"""Advice: the few measures that keep most from being let down.

Three measures, each proven by the account of absences:

- *stand-in*: a party becomes a further supplier, the last in preference, of what another supplies;
- *back sooner*: a party's restore time becomes the time by which it is needed;
- *hold out longer*: the needs that an absence itself leaves unmet have a longer buffer.

A step is worth the pairs of an absence and a protected party that it lets down which are let down
no more. None of the measures ever lets anyone down who was not.
"""
