/* The panel at the right: the findings of the report to click through, or the card of the selected
   party. */
const InternalmapFindings = (() => {
  const { data, clock, name, element, fill, find, link } = InternalmapPage;
  const page = InternalmapPage;
  const { counted, number } = InternalmapWords;
  const panel = find("panel");
  const SHOWN = 50;

  const sameAs = (gone) => {
    const now = page.asked.gone;
    return now.length === gone.length && gone.every((each) => now.includes(each));
  };
  /* An entry: words that take somebody away, for so long, and what is said of it. */
  const entry = (gone, words, said, duration = null) =>
    element(
      "li", {},
      element(
        "button",
        { type: "button", class: "finding", "data-gone": gone.join(" "), "data-for": String(duration),
          onclick: () => {
            opened = false; // on a narrow screen it covers the map, which shows what happens
            page.ask({ gone, for: duration, t: null, party: null });
          } },
        element("span", { class: "words" }, words),
        said && element("span", { class: "said" }, said),
      ),
    );
  const group = (heading, rows, level = "h3") => {
    if (!rows.length) return null;
    const list = element("ul", {}, rows.slice(0, SHOWN));
    const left = rows.length - SHOWN;
    return [
      element(level, { class: "band" }, heading),
      list,
      left > 0 && element(
        "button",
        { type: "button", class: "more", onclick: (event) => {
          list.append(...rows.slice(SHOWN));
          event.currentTarget.remove();
        } },
        `Show ${counted(left, "more", "more")}`,
      ),
    ];
  };

  const sections = () => {
    const { single_points: points, pairs, fallbacks, scenarios, agenda, steps } = data.findings;
    const [now, found] = [new Date(), []];
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, "0")).join("-");
    const add = (heading, count, open, ...content) => {
      if (!count) return;
      found.push(element(
        "details", { open }, element("summary", {}, `${heading} (${number(count)})`), ...content,
      ));
    };
    for (const grade of [1, 2, 3]) {
      const own = points.filter((each) => each.grade === grade);
      const bands = [...new Set(own.map((each) => each.band))];
      add(data.grades[grade], own.length, grade === 1 || !found.length, bands.map((band) =>
        group(band, own.filter((each) => each.band === band).map((each) =>
          entry([each.party], name(each.party), each.why)))));
    }
    add("Together only", pairs.length, false, group("", pairs.map((each) =>
      entry(each.gone, each.who, [each.why, each.back].filter(Boolean).join("; "))), "span"));
    add("Fallbacks that fail on paper", fallbacks.length, false, group("", fallbacks.map((each) =>
      entry(each.gone, each.what, each.why)), "span"));
    add("Scenarios", scenarios.length, false, group("", scenarios.map((each) => (each.played
      ? entry(each.gone, each.name, each.why, each.for)
      : element("li", {}, element("p", {}, element("strong", {}, each.name), `: ${each.why}`)))), "span"));
    add("What to do first", steps.length, false, group("", steps.map((each) =>
      element("li", {}, element("p", {}, link(each.party), ": ", each.what))), "span"));
    add("Agenda", agenda.length, false, group("", agenda.map((each) =>
      element("li", {}, element(
        "p", {}, each.due ? `${each.due}${each.due < today ? ", overdue" : ""} · ` : "",
        each.party === null || each.party === undefined ? "everyone" : link(each.party),
        each.with !== null ? [" and ", link(each.with)] : each.who === null ? "" : ` and ${each.who}`,
        `: ${each.kind}: ${each.what}`,
      ))), "span"));
    return found;
  };

  const made = sections();
  const start = () => [
    element("h2", { tabindex: "-1" }, "Findings"),
    element("p", { class: "quiet" }, made.length
      ? "Choose one to see what stops without it, and when. Or click a box."
      : "No absence lets anybody down. Click a box to see its card."),
    made,
  ];
  const toolbar = () => element(
    "p", { class: "toolbar" },
    element("button", { type: "button", id: "to-findings", onclick: () => page.ask({ party: null }) },
      "← Findings"),
  );

  let opened = false;
  const paint = (asked, before) => {
    const { party } = asked;
    const changed = !panel.firstChild || party !== before.party;
    const inside = panel.contains(document.activeElement);
    const held = inside ? document.activeElement.id : "";
    if (party !== null) fill(panel, handle(), toolbar(), InternalmapCard.make(party));
    else if (changed) fill(panel, handle(), start());
    for (const each of panel.querySelectorAll("[data-gone]")) {
      const gone = each.dataset.gone.split(" ").map(Number);
      const asLong = ["null", String(asked.for)].includes(each.dataset.for);
      if (sameAs(gone) && asLong) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    if (changed) {
      opened = party !== null && opened;
      panel.scrollTop = party === null ? scroll : 0;
    } else if (party !== null) panel.scrollTop = scrolled;
    if (held && find(held)) find(held).focus();
    else if (inside && !panel.contains(document.activeElement)) {
      panel.querySelector("h2").focus({ preventScroll: true }); // what had it is of another card
    }
    panel.classList.toggle("open", opened);
    panel.classList.toggle("has-card", party !== null);
  };
  /* How far the findings were scrolled, and the panel: to ask for it while the page is changed would
     lay out all of it once more. */
  let [scroll, scrolled] = [0, 0];
  panel.addEventListener("scroll", () => {
    scrolled = panel.scrollTop;
    if (page.asked.party === null) scroll = scrolled;
  });
  /* On a narrow screen the panel is a sheet at the foot, which this opens and closes. */
  const handle = () => element(
    "button",
    { type: "button", class: "handle", "aria-expanded": String(opened), onclick: () => {
      opened = !opened;
      panel.classList.toggle("open", opened);
      for (const each of panel.querySelectorAll(".handle")) each.setAttribute("aria-expanded", String(opened));
    } },
    page.asked.party === null ? "Findings" : name(page.asked.party),
  );
  page.changed(paint);
  /* To the card with the keyboard: its heading has the focus. */
  const enter = () => {
    opened = true;
    panel.classList.add("open");
    const heading = panel.querySelector("h2");
    if (heading) heading.focus();
  };
  return { enter };
})();
