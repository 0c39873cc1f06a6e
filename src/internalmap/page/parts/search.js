/* Search by name, id, service and tag; Enter goes there. */
const InternalmapSearch = (() => {
  const { clock, name, kindWords, tags, service, needTags, element, fill, find, ask } = InternalmapPage;
  const page = InternalmapPage;
  const field = find("search");
  const list = find("matches");
  const MOST = 12;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  let made = null;
  /* What a party is found by, the best first. */
  const index = () => {
    made = made || clock.ids.map((id, party) => {
      const needs = [...clock.supplies[party], ...clock.needsOf[party]];
      return [
        [plain(name(party)), plain(id)],
        [...new Set([
          ...tags(party), ...clock.supplies[party].map(service), ...needs.flatMap(needTags),
        ].filter(Boolean).map(plain))],
      ];
    });
    return made;
  };
  /* The parties that a text finds, those whose name begins so first. */
  const found = (text) => {
    const wanted = plain(text.trim());
    if (!wanted) return [];
    const ranked = [];
    index().forEach(([names, others], party) => {
      const rank = names.includes(wanted) ? 0
        : names.some((each) => each.startsWith(wanted)) ? 1
          : names.some((each) => each.includes(` ${wanted}`)) ? 2
            : names.some((each) => each.includes(wanted)) ? 3
              : others.some((each) => each.includes(wanted)) ? 4 : null;
      if (rank !== null) ranked.push([rank, party]);
    });
    ranked.sort((one, other) => one[0] - other[0] || name(one[1]).localeCompare(name(other[1]), "en"));
    return ranked.map(([, party]) => party);
  };

  let shown = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const open = () => {
    const all = found(field.value);
    shown = all.slice(0, MOST);
    if (!field.value.trim()) { close(); return; }
    const options = shown.map((party, place) => {
      const option = element(
        "li", { role: "option", id: `match-${place}`, "aria-selected": String(place === active) },
        element("span", { class: "words" }, name(party)),
        element("span", { class: "said" }, kindWords(party)),
      );
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(party);
      });
      return option;
    });
    const left = all.length - shown.length;
    const told = !all.length ? "Nothing is found" : left > 0 ? `and ${InternalmapWords.number(left)} more: the list has them` : "";
    fill(list, options, told && element("li", { role: "option", "aria-disabled": "true", class: "told" }, told));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (active >= 0) field.setAttribute("aria-activedescendant", `match-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const choose = (party) => {
    close();
    const find_ = field.value.trim() || null;
    const unit = whereOnMap(party);
    ask({ party, find: find_, ...(unit === undefined ? {} : { unit }) });
    if (InternalmapList.visible() || !InternalmapView.focus(party)) InternalmapFindings.enter();
  };
  /* The map that shows it, if the one that is shown does not. */
  const whereOnMap = (party) => {
    if (InternalmapView.standing(party)) return undefined;
    return null;
  };
  field.addEventListener("input", () => {
    active = -1;
    open();
    ask({ find: field.value.trim() || null }, true);
  });
  field.addEventListener("focus", () => field.value && open());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      active = shown.length ? (active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length : -1;
      open();
    } else if (event.key === "Enter") {
      const party = shown[active < 0 ? 0 : active];
      if (field.value.trim() && party !== undefined) choose(party);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (!list.hidden) close();
      else {
        field.value = "";
        ask({ find: null }, true);
        field.blur();
      }
    }
  });
  page.changed((asked) => {
    if (document.activeElement !== field) field.value = asked.find || "";
  });
  return { found };
})();
