/* The keys of the page, and what says them. */
const InternalmapKeyboard = (() => {
  const { clock, element, fill, find, ask } = InternalmapPage;
  const page = InternalmapPage;
  const view = InternalmapView;
  const KEYS = [
    ["Tab", "to the map, and from it to the card"],
    ["← →", "to a supplier, to a customer"],
    ["↑ ↓", "up and down the column, and on to the next"],
    ["Enter", "shows the card of the box"],
    ["O", "opens a unit that stands for everyone inside it"],
    ["G", "takes the box away; again: puts it back"],
    ["/", "goes to the search"],
    ["0", "fits the map into its window"],
    ["+ −", "nearer, farther"],
    ["Esc", "back: closes the card, then the unit, then puts all back"],
    ["?", "this help"],
  ];
  const COLUMN = 100; // so far apart, boxes stand in two columns
  const help = find("help");
  fill(
    find("help-text"),
    element("p", {}, "Click a box for its card. Take it away with G, a double click or the card's button: what stops then is marked, with the time after which it does. Take away as many as you like. The time line at the foot shows the state at a time, with those who are back by then. The address of the page says what is shown: copy it into the minutes."),
    element("dl", {}, KEYS.map(([key, words]) => [element("dt", {}, key.split(" ").map((each) => [element("kbd", {}, each), " "])), element("dd", {}, words)])),
    element("p", {}, element("button", { type: "button", class: "primary", onclick: () => help.close() }, "Close")),
  );
  const legend = find("notes");
  find("help-text").append(legend);
  find("show-help").addEventListener("click", () => help.showModal());

  const current = () => {
    const held = document.activeElement;
    return held instanceof Element && held.matches(view.TARGETS) ? held : null;
  };
  const middle = (each) => {
    const { x, y, width, height } = view.area(each);
    return [x + width / 2, y + height / 2];
  };
  /* Each target but letters, and but headings of units that have a box too. */
  const boxes = () => [...view.targets().values()].flatMap((list) => {
    const own = list.filter((each) => !each.matches(".letter, .heading"));
    return own.length ? own : list.filter((each) => each.matches(".heading"));
  });
  /* The neighbour on that side, the nearest first: along a line if there is one. */
  const neighbour = (each, key) => {
    const [x, y] = middle(each);
    const far = (other) => {
      const [ox, oy] = middle(other);
      return Math.abs(ox - x) + Math.abs(oy - y);
    };
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const supplied = key === "ArrowRight";
      const own = new Set(InternalmapStates.partiesOf(each));
      const found = new Set();
      for (const party of own) {
        const next = supplied
          ? clock.supplies[party].filter((need) => need.customer !== null).flatMap((need) => need.customers)
          : clock.needsOf[party].filter((need) => need.customer !== null).flatMap((need) => need.suppliers);
        for (const other of next) {
          const shown = own.has(other) ? null : view.standing(other);
          if (shown && shown !== each) found.add(shown);
        }
      }
      return nearest([...found], far);
    }
    const all = inColumns();
    const at = all.findIndex((other) => other === each || other.dataset.p === each.dataset.p);
    const next = all[at + (key === "ArrowDown" ? 1 : -1)];
    return next || null;
  };
  /* All boxes, column by column from the left, each from above: so everybody is reached. */
  const inColumns = () => {
    const across = boxes().sort((one, other) => middle(one)[0] - middle(other)[0]);
    const columns = [];
    across.forEach((each, place) => {
      const apart = place && middle(each)[0] - middle(across[place - 1])[0] > COLUMN;
      if (!place || apart) columns.push([]);
      columns[columns.length - 1].push(each);
    });
    return columns.flatMap((column) => column.sort((one, other) => middle(one)[1] - middle(other)[1]));
  };
  const nearest = (list, far) =>
    list.reduce((best, each) => (best === null || far(each) < far(best) ? each : best), null);
  const goTo = (each) => {
    view.stop(each);
    view.reveal(each);
    each.focus({ preventScroll: true });
  };

  const back = () => {
    const { party, unit, gone, t } = page.asked;
    if (!find("filter").hidden && find("filter").contains(document.activeElement)) {
      find("show-filter").click();
      find("show-filter").focus();
    } else if (party !== null) {
      const held = find("panel").contains(document.activeElement);
      ask({ party: null });
      if (held) view.focus(party);
    } else if (t !== null) ask({ t: null });
    else if (unit !== null) { ask({ unit: null }); view.focus(unit); }
    else if (gone.length) ask({ gone: [] });
  };

  const typing = (node) => node instanceof Element && node.matches("input, select, textarea");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (typing(event.target)) return;
    const each = current();
    const party = each ? Number(each.dataset.p) : page.asked.party;
    const { key } = event;
    if (key === "/") find("search").focus();
    else if (key === "?") help.showModal();
    else if (key === "Escape") back();
    else if (key === "0") view.fit();
    else if (key === "+" || key === "=") view.zoom(view.STEP);
    else if (key === "-" || key === "−") view.zoom(1 / view.STEP);
    else if ((key === "g" || key === "G") && party !== null) page.toggle(party);
    else if ((key === "o" || key === "O") && party !== null && page.data.unit_maps[party]) {
      ask({ unit: party });
      const first = view.svg.querySelector("[tabindex='0']");
      if (first) first.focus();
    } else if (each && (key === "Enter" || key === " ")) {
      ask({ party });
      InternalmapFindings.enter();
    } else if (each && key.startsWith("Arrow")) {
      const next = neighbour(each, key);
      if (next) goTo(next);
    } else return;
    event.preventDefault();
  });
  // On the stage: a drawing that listens for the focus is a stop of its own.
  view.stage.addEventListener("focusin", (event) => {
    if (event.target.matches && event.target.matches(view.TARGETS)) view.stop(event.target);
  });
})();
