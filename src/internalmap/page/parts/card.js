/* The card of the selected party: whom it serves, what it needs, how long each can wait, what happens
   without it; every name shows its own card. */
const InternalmapCard = (() => {
  const { data, clock, at, name, kindWords, grade, tags, service, needTags, points, element, link } =
    InternalmapPage;
  const page = InternalmapPage;
  const { counted, number, after, from, due } = InternalmapWords;
  const { say } = InternalmapDurations;
  const IMPORTANCES = ["essential", "important", "helpful"];
  /* So many rows of a part are shown at first. */
  const SHOWN = 12;

  const part = (heading, rows, key) => {
    if (!rows.length) return null;
    const list = element("ul", { class: "rows" }, rows.slice(0, SHOWN));
    const left = rows.length - SHOWN;
    const more = left > 0 && element(
      "button",
      { type: "button", class: "more", onclick: (event) => {
        list.append(...rows.slice(SHOWN));
        event.currentTarget.remove();
      } },
      `Show ${counted(left, "more", "more")}`,
    );
    return element("section", { "data-part": key }, element("h3", {}, heading), list, more);
  };
  const row = (main, ...said) =>
    element("li", {}, main, said.flat().filter(Boolean).map((text) =>
      element("span", { class: "said" }, text)));

  const waits = (need) => {
    if (need.kind === "staffing") return "its own people";
    if (need.kind === "site") return "where it is";
    const assumed = at(data.needs.assumed, need.number, 0);
    const how = need.importance === 0 && assumed & 1
      ? "taken as essential: nobody said"
      : IMPORTANCES[need.importance];
    const long = need.buffer ? `can wait ${say(need.buffer)}` : assumed & 2 ? "" : "cannot wait";
    const limit = need.limit === null ? "" : `intolerable ${after(need.limit)}`;
    return [how, long, limit].filter(Boolean).join(" · ");
  };
  const further = (need) => {
    if (need.kind !== "need") return [];
    const { needs } = data;
    const said = [];
    const within = at(needs.within, need.number);
    if (within !== null) said.push(`promised within ${say(within)}`);
    const rated = at(needs.satisfaction, need.number);
    if (rated !== null) said.push(`rated ${data.texts[rated]}`);
    for (const tag of needTags(need)) said.push(`#${tag}`);
    const found = said.length ? [said.join(" · ")] : [];
    for (const key of ["request", "note"]) {
      const told = at(needs[key], need.number);
      if (told !== null) found.push(key === "request" ? `Ask: ${data.texts[told]}` : told);
    }
    return [...found, ...actions(at(needs.actions, need.number))];
  };
  const actions = (list) =>
    (list || []).map(([what, dueDate, done, owner]) => {
      const when = done ? `done ${done}` : dueDate ? `due ${dueDate}` : "no date";
      return `Action: ${what} (${[when, owner].filter(Boolean).join(", ")})`;
    });

  const serves = (party) =>
    clock.supplies[party].map((need) => {
      const place = need.suppliers.indexOf(party);
      const instead = need.kind === "need" && place >= need.atLeast ? "fallback" : "";
      const one = need.customer === null
        ? element("span", {}, `everyone (${number(need.customers.length)})`)
        : need.customers.map((each, number) => [number ? ", " : "", link(each)]);
      return row(
        element("span", { class: "who" }, one),
        service(need), [waits(need), instead].filter(Boolean).join(" · "), further(need),
      );
    });
  const needs = (party) =>
    clock.needsOf[party].map((need) => {
      const { suppliers, atLeast } = need;
      const joined = suppliers.map((each, number) => [
        number === 0 ? "" : need.kind === "need" && atLeast === 1 ? " or " : ", ", link(each),
      ]);
      const many = atLeast > 1 ? `${atLeast} of ${suppliers.length}: ` : "";
      const shared = need.customer === null ? "as everyone" : "";
      return row(
        element("span", { class: "who" }, many, joined),
        service(need), [waits(need), shared].filter(Boolean).join(" · "), further(need),
      );
    });

  const facts = (party) => {
    const { parties } = data;
    const restore = clock.restore[party];
    const limit = clock.limits[party];
    const busy = at(parties.busy, party);
    const level = at(parties.level, party);
    const impact = at(parties.impact, party, 0);
    const known = [
      restore < Infinity && `Back ${after(restore)} when it fails`,
      limit !== null && `Can be without what it needs for ${say(limit)}`,
      impact > 0 && `Without it, ${impact === 1 ? "1 other stops" : `${number(impact)} others stop`} at most`,
      level > 0 && `${counted(level, "step")} from the customer`,
      busy !== null && `Its time: ${busy}`,
      ...InternalmapPage.texts(at(parties.location, party)).map((text) => `At ${text}`),
      tags(party).length > 0 && tags(party).map((tag) => `#${tag}`).join(" "),
      at(parties.owner, party) && `Answers for it: ${at(parties.owner, party)}`,
      at(parties.contact, party) && `Contact: ${at(parties.contact, party)}`,
      at(parties.note, party),
      ...actions(at(parties.actions, party)),
    ].filter(Boolean);
    const url = at(parties.url, party);
    const rows = known.map((text) => element("li", {}, text));
    if (url) {
      rows.push(element("li", {}, element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url)));
    }
    return part("Known", rows, "known");
  };

  /* What the absence that is shown does to it. */
  const touched = (party) => {
    const run = page.run();
    if (run === null) return null;
    const state = run.back.has(party)
      ? run.back.get(party) < Infinity ? `Gone, back ${after(run.back.get(party))}.` : "Gone."
      : null;
    const said = state ? [state] : [];
    if (!state && run.down.has(party)) {
      const spans = run.down.get(party);
      const told = spans.slice(0, 3).map(([start, end]) =>
        `${after(start)}${end < Infinity ? `, runs again ${after(end)}` : ""}`);
      const more = spans.length > 3 ? `; and ${counted(spans.length - 3, "more time")}` : "";
      const unknown = spans[spans.length - 1][1] === Infinity ? " When it runs again is not known." : "";
      said.push(`Stops ${told.join("; stops ")}${more}.${unknown}`);
    } else if (!state && run.stopped.has(party)) {
      said.push(`Would stop ${after(run.stopped.get(party))}, but the return comes first.`);
    } else if (!state) said.push("Goes on.");
    const inside = clock.within(party).filter((each) => each !== party && run.down.has(each));
    if (!state && inside.length) {
      said.push(`Inside, ${inside.length === 1 ? `${name(inside[0])} does` : `${number(inside.length)} do`} not run for a time.`);
    }
    const effect = run.effects.find((each) => each.party === party && each.letDown);
    if (effect) said.push(`Let down ${from(due(effect))}.`);
    const way = run.down.has(party) && !state ? run.way(party) : [];
    return element(
      "section", { class: "touched", "data-part": "touched" },
      element("p", {}, said.join(" ")),
      way.length > 1 && element(
        "p", { class: "quiet" }, "By way of ",
        way.map((each, place) => [place ? " → " : "", link(each)]),
      ),
    );
  };

  const stacked = (party) => {
    const shown = InternalmapView.standing(party);
    if (!shown || !shown.dataset.of) return null;
    const alike = InternalmapStates.partiesOf(shown).filter((each) => each !== party);
    return part(
      `Alike: same suppliers, same customers (${number(alike.length)})`,
      alike.map((each) => row(link(each))), "alike",
    );
  };
  const around = (party) => {
    const units = [];
    for (let unit = clock.unit[party]; unit !== null; unit = clock.unit[unit]) units.push(unit);
    return units;
  };

  const make = (party) => {
    const gone = page.asked.gone.includes(party);
    const found = grade(party);
    const point = points.get(party);
    const units = around(party);
    const open = (unit) => data.unit_maps[unit] && page.asked.unit !== unit;
    const home = open(party) ? party : units.find((unit) => data.unit_maps[unit]);
    const shown = InternalmapView.standing(party);
    const own = shown && Number(shown.dataset.p) === party;
    const opener = home !== undefined && (open(party) || (!own && open(home))) && element(
      "button",
      { type: "button", onclick: () => page.ask({ unit: home }) },
      home === party ? "Open this unit" : `Open ${name(home)}`,
    );
    return [
      element("p", { class: "where" }, [
        kindWords(party), ...units.map(name),
      ].join(" · ")),
      element("h2", { tabindex: "-1" }, name(party)),
      clock.ids[party] !== name(party) && element("p", { class: "id" }, clock.ids[party]),
      found && element("p", { class: `grade grade-${found}` }, data.grades[found]),
      point && element("p", { class: "why" }, point.why),
      element(
        "p", { class: "does" },
        element(
          "button",
          { type: "button", class: "primary", id: "take-away", "aria-keyshortcuts": "G",
            "aria-pressed": String(gone), onclick: () => page.toggle(party) },
          gone ? "Put back" : "Take away", element("kbd", {}, "G"),
        ),
        opener,
      ),
      !shown && element("p", { class: "quiet" }, "It is not on this map; the list has everybody."),
      touched(party),
      part(`Serves (${number(clock.supplies[party].length)})`, serves(party), "serves"),
      part(`Needs (${number(clock.needsOf[party].length)})`, needs(party), "needs"),
      units.length > 0 && part("Part of", units.map((unit) => row(link(unit))), "units"),
      part(`Inside (${number(clock.members[party].length)})`,
        clock.members[party].map((each) => row(link(each), kindWords(each))), "inside"),
      stacked(party),
      facts(party),
    ];
  };
  return { make };
})();
