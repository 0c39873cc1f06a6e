/* The filter: by grade, kind, unit and tag, by what lies upstream or downstream of the selected
   party, by needs with a tag. What it leaves stands out on the map and stands in the list. */
const InternalmapFilter = (() => {
  const { data, clock, FILTER, name, kind, kindWords, grade, tags, needTags, element, fill, find } =
    InternalmapPage;
  const page = InternalmapPage;
  const { counted } = InternalmapWords;
  const all = clock.ids.map((_, party) => party);
  /* Those who are not on the map: no filter of the address, as it goes with the list alone. */
  let off = false;

  const distinct = (list) => [...new Set(list)].sort((one, other) => one.localeCompare(other, "en"));
  const options = {
    grade: () => [
      ...[1, 2, 3].map((each) => [String(each), data.grades[each]]), ["none", "Lets nobody down alone"],
    ],
    kind: () => distinct(all.map(kind)).map((each) => [each, kindWords(all.find((one) => kind(one) === each))]),
    inside: () => all.filter((party) => clock.members[party].length)
      .map((party) => [String(party), name(party)])
      .sort((one, other) => one[1].localeCompare(other[1], "en")),
    tag: () => distinct(all.flatMap(tags)).map((each) => [each, `#${each}`]),
    way: () => [["up", "What the selected one depends on"], ["down", "What depends on the selected one"]],
    need: () => distinct(clock.needs.flatMap(needTags)).map((each) => [each, `#${each}`]),
  };
  const WORDS = {
    grade: "If it is gone", kind: "Kind", inside: "Inside", tag: "Tag", way: "Direction",
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
    ...FILTER.filter((key) => page.asked[key] !== null && !(key === "way" && page.asked.party === null)),
    ...(off ? ["off"] : []),
  ];
  /* Those who are nowhere on the map that is shown, not in a closed unit either. */
  const offMap = () => all.filter((party) => !InternalmapView.standing(party));
  let last = { key: null, found: null };
  /* Those whom the filter and the search leave, in order. */
  const chosen = () => {
    const { party, find: text, unit } = page.asked;
    const wanted = FILTER.map((key) => page.asked[key]);
    const key = JSON.stringify([wanted, page.asked.way ? party : null, text, off ? [unit] : null]);
    if (last.key !== key) last = { key, found: narrowed(page.asked) };
    return last.found;
  };
  const narrowed = (wanted) => {
    const { party, find: text } = wanted;
    const sets = [];
    if (text) sets.push(new Set(InternalmapSearch.found(text)));
    if (off) sets.push(new Set(offMap()));
    if (wanted.inside !== null) sets.push(new Set(clock.within(wanted.inside)));
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
        off = false;
        const { value } = field;
        page.ask({ [key]: value === "" ? null : key === "inside" ? Number(value) : value });
      });
      return element("label", {}, WORDS[key], field);
    });
    fill(
      region, fields,
      element("span", { id: "filter-count", role: "status" }),
      element("button", { type: "button", onclick: () => {
        off = false;
        page.ask(page.UNFILTERED);
      } }, "Clear"),
    );
    show();
  };
  const show = () => {
    for (const key of FILTER) {
      const field = find(`filter-${key}`);
      if (field) field.value = page.asked[key] === null ? "" : String(page.asked[key]);
    }
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
    const words = off
      ? `${left.length.toLocaleString("en")} of ${counted(all.length, "party", "parties")}, those who are not on the map`
      : on
      ? `${left.length.toLocaleString("en")} of ${counted(all.length, "party", "parties")}`
      : "";
    if (count) {
      count.textContent = page.asked.way && page.asked.party === null ? `${words} Select a box first.` : words;
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
    off = true;
    if (region.hidden) button.click();
    InternalmapList.show(true);
    page.ask(page.UNFILTERED);
    find("show-list").focus(); // what was pressed is not there any more
  });
  // On the map nobody would be left of them.
  find("show-map").addEventListener("click", () => {
    if (!off) return;
    off = false;
    page.ask({});
  });
  page.changed((asked, before) => {
    // What the address asks for is seen: else nobody would know why others stand back.
    if (region.hidden && FILTER.some((key) => asked[key] !== before[key] && asked[key] !== null)) button.click();
    show();
    mark();
    if (asked.unit !== before.unit || !told.textContent) tell();
  });
  return { chosen, reach };
})();
