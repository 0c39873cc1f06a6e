/* Lines on demand: those of the selected box or of the one pointed at, and the ways by which an
   absence arrives first. They are drawn from box to box, over the map. */
const InternalmapLines = (() => {
  const { clock, name, find } = InternalmapPage;
  const { counted, number } = InternalmapWords;
  const page = InternalmapPage;
  const { make, between, head, stage: svg } = InternalmapDrawing;
  const view = InternalmapView;
  const layer = make("g", { id: "lines", "aria-hidden": "true" });
  svg.append(layer);
  /* Of a box, or of an absence, with more lines than this, the others are counted. */
  const MOST = 150;

  /* The lines that the map has at rest, each with a course of its own. */
  let known = { group: null, courses: null };
  const courses = () => {
    const { group } = InternalmapDrawing.shown;
    if (known.group !== group) {
      const found = new Map();
      for (const each of group.querySelectorAll(".link")) {
        found.set(`${each.dataset.from} ${each.dataset.to}`, each);
      }
      known = { group, courses: found };
    }
    return known.courses;
  };
  /* The box that a line of text stands in, or itself. */
  const box = (each) => (each.matches(".line") && each.closest(".with")?.querySelector(".box, .hub")) || each;
  /* Whether a letter says it already: then that is marked, and no line is drawn. */
  const lettered = (one, other, look) => {
    const letter = other.closest(".with")?.querySelector(`.letter[data-p="${one.dataset.p}"]`);
    if (letter) letter.classList.add(look === "way" ? "hot" : "chosen");
    return Boolean(letter);
  };
  const line = (from, to, look) => {
    const [start, end] = [view.standing(from), view.standing(to)];
    const [one, other] = [start && box(start), end && box(end)];
    if (!one || !other || one === other) return null;
    if (lettered(one, other, look)) return null;
    const own = courses().get(`${one.dataset.p} ${other.dataset.p}`);
    if (own) {
      const copy = own.cloneNode(true);
      copy.setAttribute("class", look);
      const tip = copy.querySelectorAll("path")[1];
      if (tip) tip.classList.add("tip");
      return copy;
    }
    const { d, tip, turn } = between(view.area(one), view.area(other));
    const made = make("g", { class: look });
    made.append(make("path", { d }), make("path", { class: "tip", d: head(tip, [turn, 0], 34) }));
    return made;
  };

  /* The lines of a party: [from, to, how], each pair once, the strongest need first. Those of a
     closed unit are those of everyone inside that lead out of it. */
  const linesOf = (party) => {
    const shown = view.standing(party);
    const inside = new Set(
      shown && shown.dataset.closed !== undefined ? clock.within(party) : [party],
    );
    const found = new Map();
    const add = (from, to, need, fallback) => {
      if (inside.has(from) && inside.has(to)) return;
      const key = `${from} ${to}`;
      const old = found.get(key);
      if (!old || need.importance < old.need.importance) found.set(key, { from, to, need, fallback });
    };
    for (const each of inside) {
      for (const need of clock.needsOf[each]) {
        if (need.customer === null) continue;
        need.suppliers.forEach((supplier, place) => {
          add(supplier, each, need, place >= need.atLeast && need.kind === "need");
        });
      }
      for (const need of clock.supplies[each]) {
        if (need.customer === null) continue;
        const fallback = need.suppliers.indexOf(each) >= need.atLeast && need.kind === "need";
        need.customers.forEach((customer) => add(each, customer, need, fallback));
      }
    }
    return [...found.values()];
  };

  const NAMES = ["essential", "important", "helpful"];
  /* Supply is heavier than a fallback or staffing, then what is more important, then what stands for
     more. */
  const lighter = (one, other) => one.weak - other.weak || one.rank - other.rank || other.count - one.count;
  /* The lines of a box, the heaviest first, one between two boxes: as far as they are drawn; and how
     many are not. */
  const drawn = (party, why) => {
    const found = new Map();
    for (const { from, to, need, fallback } of linesOf(party)) {
      const ends = [view.standing(from), view.standing(to)];
      if (!ends[0] || !ends[1] || ends[0] === ends[1]) continue;
      const key = `${ends[0].dataset.p} ${ends[1].dataset.p}`;
      const staffing = need.kind !== "need";
      const now = { from, to, fallback, staffing, weak: fallback || staffing, rank: need.importance, count: 1 };
      const old = found.get(key);
      const kept = old && lighter(old, now) <= 0 ? old : now;
      found.set(key, { ...kept, count: old ? old.count + 1 : 1 });
    }
    const ordered = [...found.values()].sort(lighter);
    const made = ordered.slice(0, MOST).map(({ from, to, rank, fallback, staffing }) =>
      line(from, to, `own ${why} ${staffing ? "staffing" : NAMES[rank]}${fallback ? " fallback" : ""}`));
    return { lines: made.filter(Boolean), all: ordered.length };
  };

  /* The ways by which an absence arrives first, as far as they are on the map, those of whom it
     reaches first before others; and how many there are. */
  const ways = (run, stopped) => {
    const seen = new Set();
    const made = [];
    const soonest = [...stopped].sort((one, other) => run.stopped.get(one) - run.stopped.get(other));
    for (const party of soonest) {
      const cause = run.causes.get(party);
      if (cause === undefined) continue;
      const [one, other] = [view.standing(cause.supplier), view.standing(party)];
      if (!one || !other || one === other) continue;
      const need = clock.needs[cause.need];
      if (need.customer === null) continue; // everyone's: said in the box
      const key = `${one.dataset.p} ${other.dataset.p}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const found = seen.size <= MOST ? line(cause.supplier, party, "way") : null;
      if (found) made.push(found);
    }
    return { lines: made, all: seen.size };
  };

  /* Below the boxes, above the lines at rest. */
  const place = () => {
    const { group } = InternalmapDrawing.shown;
    if (layer.parentNode === group) return;
    const links = group.querySelectorAll(":scope > .links");
    if (links.length) links[links.length - 1].after(layer);
    else group.prepend(layer);
  };

  let pointed = null;
  const paint = () => {
    const run = page.run();
    const { party, t } = page.asked;
    const made = [];
    for (const each of svg.querySelectorAll(".letter.hot, .letter.chosen")) {
      each.classList.remove("hot", "chosen");
    }
    const said = [];
    const { left } = InternalmapDrawing.shown;
    const add = ({ lines, all }, words) => {
      made.push(...lines);
      if (all > MOST) said.push(words(number(all - MOST)));
    };
    if (party !== null) {
      add(drawn(party, "selected"), (more) =>
        `${more} lighter lines of ${name(party)} are not drawn: its card names all.`);
    } else if (left) {
      said.push(`${counted(left, "lighter line")} not drawn: select a box to see its own.`);
    }
    if (pointed !== null && pointed !== party) made.push(...drawn(pointed, "pointed").lines);
    if (run) {
      const states = t === null ? null : run.stateAt(t);
      const stopped = t === null
        ? run.down.keys()
        : [...run.down.keys()].filter((each) => [1, 2].includes(states[each]));
      add(ways(run, stopped), (more) => `${more} more ways of the absence are not drawn: each card names its own.`);
    }
    const told = find("less-lines");
    told.textContent = said.join(" ");
    told.hidden = !said.length;
    layer.replaceChildren(...made);
    place();
    svg.classList.toggle("pointing", pointed !== null || party !== null);
  };
  const point = (party) => {
    if (party === pointed) return;
    pointed = party;
    paint();
  };
  view.stage.addEventListener("pointerover", (event) => point(view.partyOf(event.target)));
  view.stage.addEventListener("pointerleave", () => point(null));
  page.changed(paint);
  return { paint, linesOf };
})();
