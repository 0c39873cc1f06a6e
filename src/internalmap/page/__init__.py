"""The page: the map, the cards and the clock in one file, to take a box away and watch what stops.

`data` is what the page knows, as plain JSON, `network` the part of it that the clock goes by,
`maps` what is drawn where; `document` puts all into one file, packed by `packing` and unpacked by
`packing.js`. In the page `clock.js` computes who stops and when, `durations.js` reads and writes
lengths of time, and `address.js` what is asked behind the # of an address. `parts/` has the scripts
of what is seen, a file each, `looks/` the style sheets and the frame of the document.
"""
