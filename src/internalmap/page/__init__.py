"""The page: the map, the cards and the clock in one file, to take a box away and watch what stops.

`network` is what its clock goes by, as plain JSON; `clock.js` computes from it who stops, and when.
"""
