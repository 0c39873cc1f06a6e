/* Who stops, and when: the definitions of internalmap.kernel.clock and .tolerance, in the page.

   InternalmapClock.make(network) takes what internalmap.page.network gives, and gives a clock:

     ids, restore, limits, unit, members     by party; parties are numbers, places in `ids`
     protected, candidates                   numbers of parties
     needs                                   {number, customer (null: everyone), customers, units,
                                             stops, suppliers, atLeast, buffer, limit, importance
                                             (0 essential, 1 important, 2 helpful), kind ("need",
                                             "staffing", "site"), essential: it stops them}
     supplies, needsOf                       by party: the needs that list it, and those it has
     number(id)                              the party of this id, undefined for none
     within(party)                           it and everyone inside
     play(gone, duration)                    the run of an absence: `gone` are numbers of parties,
                                             `duration` says in seconds how long, null: until each
                                             one's restore

   A run has, all times in seconds, Infinity for never:

     back       Map: when each party that is gone returns, everyone inside included
     stopped    Map: when each party first does not run, were nobody to come back
     causes     Map: the {need, supplier} over which the absence arrives first at each that stops
     way(party) the parties over which it arrives, the party last
     down       Map: the intervals [from, until] in which each does not run, returns counted
     unmet      Map: the same of needs, by number
     events     [{time, stops, runs}]: who stops, and who runs again, in order of time
     stateAt(t) by party: one of InternalmapClock.STATES, as its place
     effects    of the protected, those let down first, then the soonest: [{party, after, needed,
                letDown, end, back}]; `end`: when the last moment ends that it cannot bear, 0 for
                none; `back`: when it runs again for good (0: it never stops)
     after, needed, covered, gap             of the absence as a whole; gap is null where not known
     grade                                   1 to 3, as everywhere; null where nobody is reached */
"use strict";

const InternalmapClock = (() => {
  const STATES = ["runs", "gone", "stopped", "stops later", "runs again", "would stop later"];
  const IMPORTANCES = ["essential", "important", "helpful"];

  /* A heap of [time, number], the soonest first, then the lowest. */
  const before = (one, other) => one[0] - other[0] || one[1] - other[1];
  const push = (heap, entry) => {
    let place = heap.push(entry) - 1;
    for (let above; place && before(entry, heap[(above = (place - 1) >> 1)]) < 0; place = above) {
      heap[place] = heap[above];
    }
    heap[place] = entry;
  };
  const pop = (heap) => {
    const [first, last] = [heap[0], heap.pop()];
    if (heap.length) {
      let place = 0;
      for (let below; (below = 2 * place + 1) < heap.length; place = below) {
        if (below + 1 < heap.length && before(heap[below + 1], heap[below]) < 0) below += 1;
        if (before(last, heap[below]) <= 0) break;
        heap[place] = heap[below];
      }
      heap[place] = last;
    }
    return first;
  };

  /* How it goes if nobody comes back, in order of time, then party. */
  const search = (clock, gone) => {
    const [stopped, unmet, causes] = [new Map(), new Map(), new Map()];
    const best = new Float64Array(clock.ids.length).fill(Infinity);
    const lost = new Int32Array(clock.needs.length);
    const heap = [];
    gone.forEach((party) => push(heap, [(best[party] = 0), party]));
    while (heap.length) {
      const [time, supplier] = pop(heap);
      if (stopped.has(supplier)) continue;
      stopped.set(supplier, time);
      for (const need of clock.stopping[supplier]) {
        if ((lost[need.number] += 1) !== need.threshold) continue;
        unmet.set(need.number, time);
        const [reached, cause] = [time + need.buffer, { need: need.number, supplier }];
        for (const customer of need.stops) {
          if (reached >= best[customer]) continue;
          best[customer] = reached;
          causes.set(customer, cause);
          push(heap, [reached, customer]);
        }
      }
    }
    return { stopped, unmet, causes };
  };

  /* How it goes, returns counted: from return to return, and between them from buffer to buffer.
     `down` and `unmet` say since when; no time is NaN. */
  const follow = (clock, back) => {
    const [pastDown, pastUnmet] = [new Map(), new Map()];
    const nothing = (list) => new Float64Array(list.length).fill(NaN);
    let [down, unmet, lost, ripening] = [nothing(clock.ids), nothing(clock.needs), null, []];
    const stop = (parties, time, wasDown, wasUnmet) => {
      const waiting = [];
      const take = (party) => {
        if (down[party] >= 0) return;
        down[party] = wasDown && wasDown[party] >= 0 ? wasDown[party] : time;
        waiting.push(party);
      };
      parties.forEach(take);
      for (const party of waiting) { // grows
        for (const need of clock.stopping[party]) {
          const number = need.number;
          if ((lost[number] += 1) !== need.threshold) continue;
          unmet[number] = wasUnmet && wasUnmet[number] >= 0 ? wasUnmet[number] : time;
          const ripe = unmet[number] + need.buffer;
          if (ripe > time) push(ripening, [ripe, number]);
          else need.stops.forEach(take);
        }
      }
    };
    const close = (was, now, time, past) => {
      for (let number = 0; number < was.length; number += 1) {
        const since = was[number];
        if (!(since < time) || (now && now[number] >= 0)) continue;
        if (past.has(number)) past.get(number).push([since, time]);
        else past.set(number, [[since, time]]);
      }
    };
    const returns = [...new Set(back.values())].filter((end) => end > 0 && end < Infinity);
    const times = [0, ...returns.sort((one, other) => one - other), Infinity];
    for (let place = 0; place + 1 < times.length; place += 1) {
      // The least state at a return, from nothing: who was held down by a circle alone is not.
      const [wasDown, wasUnmet] = [down, unmet];
      [down, unmet, ripening] = [nothing(down), nothing(unmet), []];
      lost = new Int32Array(unmet.length);
      const absent = [...back.keys()].filter((party) => back.get(party) > times[place]);
      stop(absent, times[place], wasDown, wasUnmet);
      close(wasDown, down, times[place], pastDown);
      close(wasUnmet, unmet, times[place], pastUnmet);
      while (ripening.length && ripening[0][0] < times[place + 1]) {
        const [time, number] = pop(ripening);
        stop(clock.needs[number].stops, time, null, null);
      }
    }
    close(down, null, Infinity, pastDown);
    close(unmet, null, Infinity, pastUnmet);
    return { down: pastDown, unmet: pastUnmet };
  };

  /* The intervals in which a party is past what it can bear; `own`: when it returns itself. */
  const intolerable = (clock, party, unmet, own) => {
    const limit = clock.limits[party];
    const [held, found] = [[], []];
    for (const need of clock.needsOf[party].filter((each) => each.essential)) {
      for (const [start, end] of unmet.get(need.number) || []) {
        const bears = need.limit === null ? need.buffer : need.limit;
        if (end - start > bears) (need.limit === null ? held : found).push([start + bears, end]);
      }
    }
    const joined = [];
    for (const [start, end] of held.sort((one, other) => one[0] - other[0])) {
      const last = joined[joined.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else joined.push([start, end]);
    }
    for (const [start, end] of joined) {
      if (end - start > (limit || 0)) found.push([start + (limit || 0), end]);
    }
    const back = found.filter(([, end]) => end > own);
    const after = back.map(([start, end]) => [Math.max(start, own), end]);
    return limit !== null && own > limit ? [[limit, own], ...after] : after;
  };

  /* When a party that is not gone is first past what it can bear, were nobody to come back. */
  const needed = (clock, party, unmet) => {
    let first = Infinity;
    for (const need of clock.needsOf[party]) {
      if (!need.essential || !unmet.has(need.number)) continue;
      const own = need.buffer + (clock.limits[party] || 0);
      first = Math.min(first, unmet.get(need.number) + (need.limit === null ? own : need.limit));
    }
    return first;
  };

  const effectsOf = (clock, back, timeline, history) => {
    const found = [];
    for (const party of clock.protected) {
      if (!timeline.stopped.has(party)) continue;
      const [limit, gone] = [clock.limits[party], back.has(party)];
      const due = !gone ? needed(clock, party, timeline.unmet) : limit === null ? Infinity : limit;
      const moments = intolerable(clock, party, history.unmet, gone ? back.get(party) : 0);
      const end = moments.reduce((most, moment) => Math.max(most, moment[1]), 0);
      if (gone && limit === null && !end) continue;
      const down = history.down.get(party) || [];
      const runsAgain = down.length ? down[down.length - 1][1] : 0;
      const after = timeline.stopped.get(party);
      found.push({ party, after, needed: due, letDown: end > 0, end, back: runsAgain });
    }
    const order = (one) => [!one.letDown, one.needed, one.after, one.party];
    const differ = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
    return found.sort((one, other) => {
      const [left, right] = [order(one), order(other)];
      return left.reduce((found, value, place) => found || differ(value, right[place]), 0);
    });
  };

  const eventsOf = (down) => {
    const events = new Map();
    const at = (time) => {
      if (!events.has(time)) events.set(time, { time, stops: [], runs: [] });
      return events.get(time);
    };
    for (const [party, intervals] of down) {
      for (const [start, end] of intervals) {
        at(start).stops.push(party);
        if (end < Infinity) at(end).runs.push(party);
      }
    }
    const found = [...events.values()].sort((one, other) => one.time - other.time);
    for (const event of found) {
      event.stops.sort((one, other) => one - other);
      event.runs.sort((one, other) => one - other);
    }
    return found;
  };

  const stateOf = (run, count, time) => {
    const found = new Uint8Array(count);
    for (const party of run.stopped.keys()) found[party] = 5;
    for (const [party, intervals] of run.down) {
      const last = intervals[intervals.length - 1];
      if (intervals.some(([start, end]) => start <= time && time < end)) found[party] = 2;
      else found[party] = time < last[0] ? 3 : 4;
    }
    for (const [party, end] of run.back) {
      if (time < end) found[party] = 1;
      else if (found[party] === 5) found[party] = 4; // it is back at once
    }
    return found;
  };

  const summary = (clock, gone, back, effects) => {
    const soonest = (key) => effects.reduce((least, each) => Math.min(least, each[key]), Infinity);
    const [after, due] = [soonest("after"), soonest("needed")];
    const covered = !effects.some((each) => each.letDown);
    const returns = new Set(back.values());
    const end = effects.reduce((most, each) => Math.max(most, each.end), 0);
    const over = returns.size === 1 ? [...returns][0] : end;
    const unknown = due === Infinity || over === Infinity || (returns.size !== 1 && covered);
    const single = gone.every((party) => clock.single.has(party));
    const grade = covered ? 3 : !single || (due < Infinity && due > clock.soon) ? 2 : 1;
    const gap = unknown ? null : over - due;
    return { after, needed: due, covered, gap, grade: effects.length ? grade : null };
  };

  const play = (clock, gone, duration) => {
    const back = new Map();
    for (const party of gone) {
      const end = duration === null || duration === undefined ? clock.restore[party] : duration;
      for (const each of clock.within(party)) back.set(each, Math.max(end, back.get(each) || 0));
    }
    const timeline = search(clock, [...back.keys()]);
    const history = follow(clock, back);
    const effects = effectsOf(clock, back, timeline, history);
    const { stopped, causes } = timeline;
    const said = summary(clock, gone, back, effects);
    const run = { back, stopped, causes, ...history, effects, ...said };
    run.events = eventsOf(history.down);
    run.stateAt = (time) => stateOf(run, clock.ids.length, time);
    run.way = (party) => {
      const links = [party];
      for (let at = party; causes.has(at); links.unshift(at)) at = causes.get(at).supplier;
      return links;
    };
    return run;
  };

  /* A column of the data is a list, or an object of what differs from the usual. */
  const at = (column, number, usual) => (column[number] === undefined ? usual : column[number]);

  const make = (network) => {
    const { ids } = network;
    const columns = network.needs;
    const each = (column, usual) => ids.map((_, party) => at(column, party, usual));
    const restore = each(network.restore, null).map((time) => (time === null ? Infinity : time));
    const unit = each(network.unit, null);
    const lists = () => ids.map(() => []);
    const [members, supplies, needsOf, stopping] = [lists(), lists(), lists(), lists()];
    unit.forEach((around, party) => around !== null && members[around].push(party));
    const needs = columns.suppliers.map((suppliers, number) => {
      const customer = at(columns.customer, number, null);
      const customers = at(columns.customers, number, null) || [customer];
      const units = at(columns.units, number, []);
      const [atLeast, kind] = [at(columns.at_least, number, 1), at(columns.kind, number, "need")];
      const importance = at(columns.importance, number, 0);
      const essential = kind !== "need" || importance <= IMPORTANCES.indexOf(network.stops_on);
      const [buffer, limit] = [at(columns.buffer, number, 0), at(columns.limit, number, null)];
      const [stops, threshold] = [[...customers, ...units], suppliers.length - atLeast + 1];
      return {
        number, customer, customers, units, stops, suppliers, atLeast, threshold, buffer, limit,
        importance, kind, essential,
      };
    });
    for (const need of needs) {
      need.stops.forEach((customer) => needsOf[customer].push(need));
      for (const supplier of need.suppliers) {
        supplies[supplier].push(need);
        if (need.essential) stopping[supplier].push(need);
      }
    }
    const numbers = new Map(ids.map((id, party) => [id, party]));
    const within = (party) => {
      const found = [party];
      for (const each of found) members[each].forEach((member) => found.push(member)); // grows
      return found;
    };
    const clock = {
      ids, restore, limits: each(network.limit, null), unit, members,
      needs, supplies, needsOf, stopping,
      protected: network.protected, candidates: network.candidates,
      single: new Set(network.single), soon: network.soon, bands: network.bands,
      number: (id) => numbers.get(id), within,
    };
    clock.play = (gone, duration) => play(clock, gone, duration);
    return clock;
  };

  return { STATES, make };
})();
