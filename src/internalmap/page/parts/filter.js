/* The filter: by grade, kind, unit and tag, by what lies upstream or downstream of the selected
   party, by needs with a tag. What it leaves stands out on the map and stands in the list. */
const InternalmapFilter = (() => {
  const { data, clock, name, kind, kindWords, grade, tags, needTags, element, fill, find } =
    InternalmapPage;
  const page = InternalmapPage;
  const { counted } = InternalmapWords;
  const all = clock.ids.map((_, party) => party);
  const NOTHING = { grade: "", kind: "", unit: "", tag: "", way: "", need: "", off: false };
  let wanted = { ...NOTHING };

  const distinct = (list) => [...new Set(list)].sort((one, other) => one.localeCompare(other, "en"));
  const options = {
    grade: () => [
      ...[1, 2, 3].map((each) => [String(each), data.grades[each]]), ["none", "Lets nobody down alone"],
    ],
    kind: () => distinct(all.map(kind)).map((each) => [each, kindWords(all.find((one) => kind(one) === each))]),
    unit: () => all.filter((party) => clock.members[party].length)
      .map((party) => [String(party), name(party)])
      .sort((one, other) => one[1].localeCompare(other[1], "en")),
    tag: () => distinct(all.flatMap(tags)).map((each) => [each, `#${each}`]),
    way: () => [["up", "What the selected one depends on"], ["down", "What depends on the selected one"]],
    need: () => distinct(clock.needs.flatMap(needTags)).map((each) => [each, `#${each}`]),
  };
  const WORDS = {
    grade: "If it is gone", kind: "Kind", unit: "Inside", tag: "Tag", way: "Direction",
    need: "Has or serves a need with tag",
  };

  /* Everybody upstream (or downstream) of a party, over needs of any importance. */
  const reach = (party, up) => {
    const found = new Set([party]);
    const waiting = [party];
    while (waiting.length) {
      const each = waiting.pop();
      const next = up
        ? clock.needsOf[each].flatMap((need) => need.suppliers)
        : clock.supplies[each].flatMap((need) => need.stops);
      for (const other of next) {
        if (!found.has(other)) {
          found.add(other);
          waiting.push(other);
        }
      }
    }
    return found;
  };
  const active = () => [
    ...Object.keys(WORDS).filter((key) => wanted[key] !== "" && !(key === "way" && page.asked.party === null)),
    ...(wanted.off ? ["off"] : []),
  ];
  /* Those who are nowhere on the map that is shown, not in a closed unit either. */
  const offMap = () => all.filter((party) => !InternalmapView.standing(party));
  let last = { key: null, found: null };
  /* Those whom the filter and the search leave, in order. */
  const chosen = () => {
    const { party, find: text } = page.asked;
    const key = JSON.stringify([wanted, wanted.way ? party : null, text]);
    if (last.key !== key) last = { key, found: narrowed(party, text) };
    return last.found;
  };
  const narrowed = (party, text) => {
    const sets = [];
    if (text) sets.push(new Set(InternalmapSearch.found(text)));
    if (wanted.off) sets.push(new Set(offMap()));
    if (wanted.unit) sets.push(new Set(clock.within(Number(wanted.unit))));
    if (wanted.way && party !== null) sets.push(reach(party, wanted.way === "up"));
    if (wanted.need) {
      sets.push(new Set(clock.needs.filter((need) => needTags(need).includes(wanted.need))
        .flatMap((need) => [...need.customers, ...need.suppliers])));
    }
    return all.filter((each) =>
      sets.every((set) => set.has(each)) &&
      (!wanted.grade || String(grade(each) || "none") === wanted.grade) &&
      (!wanted.kind || kind(each) === wanted.kind) &&
      (!wanted.tag || tags(each).includes(wanted.tag)));
  };

  const region = find("filter");
  const button = find("show-filter");
  const changed = () => {
    mark();
    InternalmapList.paint();
  };
  const build = () => {
    const fields = Object.keys(WORDS).map((key) => {
      const list = options[key]();
      if (!list.length) return null;
      const field = element(
        "select", { id: `filter-${key}` },
        element("option", { value: "" }, "all"),
        list.map(([value, words]) => element("option", { value }, words)),
      );
      field.addEventListener("change", () => {
        wanted = { ...wanted, [key]: field.value };
        changed();
      });
      return element("label", {}, WORDS[key], field);
    });
    fill(
      region, fields,
      element("span", { id: "filter-count", role: "status" }),
      element("button", { type: "button", onclick: () => {
        wanted = { ...NOTHING };
        for (const each of region.querySelectorAll("select")) each.value = "";
        changed();
      } }, "Clear"),
    );
  };
  /* On the map, the others stand back. */
  const mark = () => {
    const on = active().length > 0 || Boolean(page.asked.find);
    const left = chosen();
    const set = on ? new Set(left) : null;
    InternalmapDrawing.stage.classList.toggle("filtering", on);
    for (const list of InternalmapView.targets().values()) {
      for (const each of list) {
        each.classList.toggle(
          "matches", on && InternalmapStates.partiesOf(each).some((party) => set.has(party)),
        );
      }
    }
    const count = find("filter-count");
    const words = on
      ? `${left.length.toLocaleString("en")} of ${counted(all.length, "party", "parties")}`
      : "";
    if (count) {
      count.textContent = wanted.way && page.asked.party === null ? `${words} Select a box first.` : words;
    }
    button.classList.toggle("on", active().length > 0);
  };
  button.addEventListener("click", () => {
    if (!region.childElementCount) build();
    region.hidden = !region.hidden;
    button.setAttribute("aria-expanded", String(!region.hidden));
    mark();
  });
  /* How many that are, at the edge of the map of the whole; a click lists them. */
  const told = find("off-map");
  const tell = () => {
    const left = page.asked.unit === null ? offMap().length : 0;
    told.hidden = !left;
    told.textContent = `Not on this map: ${left.toLocaleString("en")} of ${counted(all.length, "party", "parties")}`;
  };
  told.addEventListener("click", () => {
    wanted = { ...NOTHING, off: true };
    if (region.hidden) button.click();
    for (const each of region.querySelectorAll("select")) each.value = "";
    InternalmapList.show(true);
    changed();
  });
  // On the map nobody would be left of them.
  find("show-map").addEventListener("click", () => {
    if (!wanted.off) return;
    wanted = { ...wanted, off: false };
    changed();
  });
  page.changed((asked, before) => {
    mark();
    if (asked.unit !== before.unit || !told.textContent) tell();
  });
  return { chosen, reach };
})();
