/* The list: everybody in a table that can be sorted, with what the filter and the search leave. It is
   what there is for those who cannot use a map. */
const InternalmapList = (() => {
  const { data, clock, at, name, kindWords, kind, grade, points, element, fill, find, link } =
    InternalmapPage;
  const page = InternalmapPage;
  const { say } = InternalmapDurations;
  const { counted, number } = InternalmapWords;
  const STEP = 200;
  const ties = clock.ids.map((_, party) => ({
    serves: new Set(clock.supplies[party].filter((need) => need.kind === "need")
      .flatMap((need) => need.customers)).size,
    needs: new Set(clock.needsOf[party].filter((need) => need.kind === "need")
      .flatMap((need) => need.suppliers)).size,
  }));
  const order = new Map(data.findings.single_points.map((each, place) => [each.party, place]));
  const text = (one, other) => one.localeCompare(other, "en");
  const last = Infinity;
  const orNever = (seconds) => (seconds === null ? last : seconds);
  const values = {
    name: (party) => name(party),
    kind: (party) => kindWords(party),
    unit: (party) => (clock.unit[party] === null ? "\uffff" : name(clock.unit[party])),
    grade: (party) => (order.has(party) ? order.get(party) : last),
    lets: (party) => -at(data.parties.let_down, party, 0),
    needed: (party) => orNever(at(data.parties.needed, party)),
    back: (party) => clock.restore[party],
    serves: (party) => -ties[party].serves,
    needs: (party) => -ties[party].needs,
    state: (party) => stateRank(party),
  };
  let sort = { key: "grade", down: false };
  let shown = STEP;

  const states = () => {
    const run = page.run();
    if (!run) return null;
    const { t } = page.asked;
    const effects = new Map(run.effects.filter((each) => each.letDown).map((each) => [each.party, each]));
    const moment = t === null ? null : run.stateAt(t);
    return (party) => InternalmapStates.stateOf(run, moment, [party], effects, t);
  };
  let stateOf = null;
  const RANK = ["gone", "letdown", "stopped", "soonstops", "again", "spared"];
  const stateRank = (party) => {
    const found = stateOf ? stateOf(party) : null;
    return found ? RANK.indexOf(found[0]) : last;
  };

  const cells = (party) => {
    const needed = at(data.parties.needed, party);
    const lets = at(data.parties.let_down, party, 0);
    const restore = clock.restore[party];
    const state = stateOf ? stateOf(party) : null;
    const gone = page.asked.gone.includes(party);
    return [
      element("th", { scope: "row" }, link(party)),
      element("td", { class: "act" }, element(
        "button",
        { type: "button", "aria-pressed": String(gone), "data-take": party,
          "aria-label": `${gone ? "Put back" : "Take away"} ${name(party)}`,
          onclick: () => page.toggle(party) },
        gone ? "Put back" : "Take away",
      )),
      stateOf && element("td", { class: state ? `state ${state[0]}` : "state" }, state ? state[1] : ""),
      element("td", {}, kindWords(party)),
      element("td", {}, clock.unit[party] === null ? "" : link(clock.unit[party])),
      element("td", {}, grade(party) ? data.grades[grade(party)] : ""),
      element("td", { class: "number" }, lets ? number(lets) : ""),
      element("td", { class: "number" }, needed === null ? "" : say(needed)),
      element("td", { class: "number" }, restore < Infinity ? say(restore) : ""),
      element("td", { class: "number" }, number(ties[party].serves)),
      element("td", { class: "number" }, number(ties[party].needs)),
    ];
  };
  /* Of the rows that stay, only what an absence changes. */
  const refresh = () => {
    for (const row of body.rows) {
      const button = row.querySelector("[data-take]");
      const party = Number(button.dataset.take);
      const gone = page.asked.gone.includes(party);
      const state = stateOf ? stateOf(party) : null;
      row.className = page.asked.party === party ? "selected" : "";
      const cell = row.querySelector(".state");
      if (cell) {
        cell.className = state ? `state ${state[0]}` : "state";
        cell.textContent = state ? state[1] : "";
      }
      if (button.getAttribute("aria-pressed") !== String(gone)) {
        button.setAttribute("aria-pressed", String(gone));
        button.setAttribute("aria-label", `${gone ? "Put back" : "Take away"} ${name(party)}`);
        button.textContent = gone ? "Put back" : "Take away";
      }
    }
  };
  let painted = null;

  const body = find("table").tBodies[0];
  const head = find("table").tHead.rows[0];
  const heads = [...head.cells].map((each) => {
    const { key } = each.dataset;
    return [key, each.textContent];
  });
  const heading = ([key, words]) => element(
    "th",
    { scope: "col", "data-key": key,
      "aria-sort": sort.key === key ? (sort.down ? "descending" : "ascending") : null },
    element("button", { type: "button", onclick: () => {
      sort = { key, down: sort.key === key && !sort.down };
      paint();
    } }, words, element("span", { class: "arrow", "aria-hidden": "true" },
      sort.key === key ? (sort.down ? " ▾" : " ▴") : "")),
  );

  const compare = (one, other) => {
    const [left, right] = [values[sort.key](one), values[sort.key](other)];
    const by = typeof left === "string" ? text(left, right) : left === right ? 0 : left < right ? -1 : 1;
    return (sort.down ? -by : by) || text(name(one), name(other)) || one - other;
  };
  const visible = () => !find("list").hidden;
  const paint = () => {
    if (!visible()) return;
    stateOf = states();
    const held = document.activeElement && body.contains(document.activeElement)
      ? document.activeElement.dataset : null;
    const chosen = InternalmapFilter.chosen();
    if (!stateOf && sort.key === "state") sort = { key: "grade", down: false };
    const now = { chosen, sort, shown, asking: stateOf !== null };
    const same = painted && Object.keys(now).every((key) => painted[key] === now[key]);
    painted = now;
    if (same && sort.key !== "state") { refresh(); return; }
    const sorting = head.contains(document.activeElement)
      ? document.activeElement.closest("th").dataset.key : null;
    fill(
      head, heading(heads[0]), element("td", { class: "act" }),
      stateOf && heading(["state", "In this absence"]), heads.slice(1).map(heading),
    );
    const sorted = [...head.cells].find((cell) => sorting !== null && cell.dataset.key === sorting);
    if (sorted) sorted.querySelector("button").focus();
    const ordered = [...chosen].sort(compare);
    fill(body, ordered.slice(0, shown).map((party) => element(
      "tr", { class: page.asked.party === party ? "selected" : null }, cells(party),
    )));
    const left = ordered.length - shown;
    fill(find("more"), left > 0 && element(
      "button", { type: "button", class: "more", onclick: () => { shown += STEP; paint(); } },
      `Show ${counted(Math.min(left, STEP), "more", "more")} of ${counted(left, "other")}`,
    ));
    const all = clock.ids.length;
    find("counted").textContent = chosen.length === all
      ? counted(all, "party", "parties")
      : `${chosen.length.toLocaleString("en")} of ${counted(all, "party", "parties")}`;
    if (held) {
      const again = held.take !== undefined ? `[data-take="${held.take}"]` : `[data-party="${held.party}"]`;
      const found = body.querySelector(again);
      if (found) found.focus();
    }
  };
  const show = (list) => {
    find("list").hidden = !list;
    find("map").hidden = list;
    find("show-map").setAttribute("aria-pressed", String(!list));
    find("show-list").setAttribute("aria-pressed", String(list));
    if (list) paint();
    else InternalmapView.fit();
  };
  find("show-map").addEventListener("click", () => show(false));
  find("show-list").addEventListener("click", () => show(true));
  page.changed((asked, before) => {
    if (before && asked.find !== before.find) shown = STEP;
    paint();
  });
  return { show, paint, ties, visible };
})();
