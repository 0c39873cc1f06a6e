/* What all parts of the page share: what it knows, what is asked of it, and who is told of a change.

     data, clock, count      what is embedded, the clock made from it, how many parties there are
     at(column, number)      the entry of a column; null where there is none
     name, kind, grade …     what is known of a party, by its number
     asked                   {gone, for, t, party, unit, find}: parties by number, times in seconds;
                             and what the filter leaves: {grade, kind, inside, tag, way, need}
     ask(change, quietly)    change it; the address follows, and Back undoes it unless `quietly`
     run()                   the run of the absence that is asked about, null for none
     changed(listener)       be told after each change: listener(asked, before)
     element, fill, find     to make elements, with text as text and nothing else */
const InternalmapPage = (() => {
  const find = (id) => document.getElementById(id);
  const data = InternalmapPacking.unpack(JSON.parse(find("data").textContent));
  const clock = InternalmapClock.make(data.network);
  const count = clock.ids.length;
  const at = (column, number, usual = null) => {
    const found = column === undefined ? undefined : column[number];
    return found === undefined || found === null ? usual : found;
  };

  const { parties, needs } = data;
  const team = data.kinds.indexOf("team");
  const KINDS = {
    person: "person", role: "role", team: "team", department: "department", process: "process",
    system: "system", information: "set of records", site: "site", supplier: "outside supplier",
    customer: "external customer",
  };
  const name = (party) => at(parties.name, party, clock.ids[party]);
  const kind = (party) => data.kinds[at(parties.kind, party, team)];
  const kindWords = (party) => KINDS[kind(party)];
  const grade = (party) => at(parties.grade, party);
  const texts = (numbers) => (numbers || []).map((number) => data.texts[number]);
  const tags = (party) => texts(at(parties.tags, party));
  const isUnit = (party) => clock.members[party].length > 0;
  const written = (need) => need.kind === "need";
  const service = (need) => {
    const found = written(need) ? at(needs.service, need.number) : null;
    return found === null ? null : data.texts[found];
  };
  const needTags = (need) => (written(need) ? texts(at(needs.tags, need.number)) : []);

  const points = new Map(data.findings.single_points.map((each) => [each.party, each]));

  /* ------------------------------------------------------------------------ what is asked */

  const FILTER = ["grade", "kind", "inside", "tag", "way", "need"];
  const UNFILTERED = Object.fromEntries(FILTER.map((key) => [key, null]));
  const NOTHING = {
    gone: [], for: null, t: null, party: null, unit: null, find: null, ...UNFILTERED,
  };
  let asked = { ...NOTHING };
  let notices = [];
  const listeners = [];
  const known = (id) => clock.number(id) !== undefined;

  const hash = (state) => {
    const id = (party) => (party === null ? null : clock.ids[party]);
    return InternalmapAddress.format({
      ...state, gone: state.gone.map(id), party: id(state.party), unit: id(state.unit),
      inside: id(state.inside),
    });
  };
  const parsed = () => {
    const found = InternalmapAddress.parse(window.location.hash, known);
    const number = (id) => (id === null ? null : clock.number(id));
    notices = found.notices;
    let unit = number(found.unit);
    if (unit !== null && !data.unit_maps[unit]) {
      notices.push(`${name(unit)} has no map of its own here.`);
      unit = null;
    }
    const filter = Object.fromEntries(FILTER.map((key) => [key, found[key]]));
    if (found.kind !== null && !data.kinds.includes(found.kind)) {
      notices.push(`There is no kind '${found.kind}'.`);
      filter.kind = null;
    }
    for (const [key, has, what] of [
      ["tag", () => clock.ids.some((_, party) => tags(party).includes(found.tag)), "party"],
      ["need", () => clock.needs.some((need) => needTags(need).includes(found.need)), "need"],
    ]) {
      if (found[key] === null || has()) continue;
      notices.push(`No ${what} has the tag '${found[key]}'.`);
      filter[key] = null;
    }
    return {
      gone: found.gone.map(number), for: found.for, t: found.t,
      party: number(found.party), unit, find: found.find, ...filter, inside: number(found.inside),
    };
  };

  const tell = (before) => listeners.forEach((listener) => listener(asked, before));
  const ask = (change, quietly = false) => {
    const before = asked;
    asked = { ...asked, ...change };
    if (!asked.gone.length) asked = { ...asked, for: null, t: null };
    const [old, now] = [hash(before), hash(asked)];
    notices = [];
    if (old !== now) {
      try {
        const address = now || window.location.pathname + window.location.search;
        window.history[quietly ? "replaceState" : "pushState"](null, "", address);
      } catch {
        /* An address that cannot be changed, as in a preview, is no reason to stop. */
      }
    }
    tell(before);
  };
  const follow = () => {
    const before = asked;
    asked = parsed();
    tell(before);
  };
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", () => {
    if (window.location.hash !== hash(asked)) follow();
  });

  let last = { key: "", run: null };
  const run = () => {
    if (!asked.gone.length) return null;
    const key = `${asked.gone.join()} ${asked.for}`;
    if (last.key !== key) last = { key, run: clock.play(asked.gone, asked.for) };
    return last.run;
  };
  const toggle = (party) => {
    const gone = asked.gone.includes(party)
      ? asked.gone.filter((each) => each !== party)
      : [...asked.gone, party];
    ask({ gone, t: null });
  };

  /* ------------------------------------------------------------------------ elements */

  const shown = (child) => child !== null && child !== undefined && child !== false;
  /* An element with attributes and children: texts, elements, or lists of them. */
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") made.addEventListener("click", value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null) made.setAttribute(key, value);
    }
    made.append(...children.flat(Infinity).filter(shown));
    return made;
  };
  const fill = (parent, ...children) => {
    parent.replaceChildren(...children.flat(Infinity).filter(shown));
    return parent;
  };
  /* A party's name as what shows its card. */
  const link = (party) =>
    element(
      "button",
      { type: "button", class: "link", "data-party": party, onclick: () => ask({ party }) },
      name(party),
    );

  return {
    data, clock, count, FILTER, UNFILTERED, at, name, kind, kindWords, grade, tags, texts, isUnit, written, service,
    needTags, points, find, element, fill, link, ask, run, toggle, follow,
    get asked() { return asked; },
    get notices() { return notices; },
    changed: (listener) => listeners.push(listener),
  };
})();
