/* The map in its window: moved, brought nearer, fitted; its boxes as buttons, one of them in the
   order of the keyboard.

     targets()           the groups of a party that are shown: Map from number to elements
     area(element)       its corner and size, in units of the map
     reveal(party)       bring it into the window, if it is on the map
     focus(party)        make it the one that the keyboard is at, and go there */
const InternalmapView = (() => {
  const { data, clock, find, element, fill, name, ask, asked } = InternalmapPage;
  const page = InternalmapPage;
  const { stage: svg, make } = InternalmapDrawing;
  const [stage, sheet] = [find("stage"), find("sheet")];
  const TARGETS = ".box, .hub, .heading, .line, .letter";
  const [LEAST, MOST, STEP] = [0.05, 6, 1.25];
  const FOOT = 38; // what stands at the foot of the map covers no box of a fitted one

  let place = { x: 0, y: 0, scale: 1 };
  let frame = 0;
  let settled = 0;
  /* Moved as a picture while it moves, and painted sharp again when it rests. What moves is the
     sheet that the drawing lies on: a drawing that moves itself is laid out and painted each time. */
  const put = () => {
    if (frame) return;
    if (!settled) sheet.style.willChange = "transform";
    window.clearTimeout(settled);
    settled = -1;
    frame = window.requestAnimationFrame(() => {
      frame = 0;
      sheet.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
      settled = window.setTimeout(rest, 200); // from here on: a slow frame is no rest
    });
  };
  /* What is three pixels wide stays so; to say it costs a look at every box, so it waits. */
  let unit = 0;
  const rest = () => {
    settled = 0;
    sheet.style.willChange = "auto";
    if (unit === data.scale / place.scale) return;
    unit = data.scale / place.scale;
    svg.style.setProperty("--unit", unit);
  };
  const size = () => ({
    width: InternalmapDrawing.shown.width / data.scale,
    height: InternalmapDrawing.shown.height / data.scale,
  });

  let fitted = true;
  /* All of the map in the window; `large`: on a narrow screen, only as much as can be read. */
  const fit = (large = false) => {
    const [window_, map] = [stage.getBoundingClientRect(), size()];
    if (!window_.width || !window_.height) return;
    const above = find("bar").hidden ? 0 : find("bar").offsetHeight + 10;
    const below = FOOT;
    const room = { width: window_.width - 32, height: window_.height - 32 - above - below };
    const [wide, high] = [room.width / map.width, room.height / map.height];
    const narrow = large === true && window_.width < 700 && wide < 0.6;
    const scale = Math.max(LEAST, narrow ? Math.min(high, 0.75) : Math.min(wide, high, 2));
    place = {
      scale,
      x: narrow ? 16 : (window_.width - map.width * scale) / 2,
      y: above + (window_.height - above - below - map.height * scale) / 2,
    };
    fitted = true;
    put();
  };
  const move = (dx, dy) => {
    place = { ...place, x: place.x + dx, y: place.y + dy };
    fitted = false;
    put();
  };
  const zoom = (factor, at) => {
    const { width, height } = stage.getBoundingClientRect();
    const [x, y] = at || [width / 2, height / 2];
    const scale = Math.min(MOST, Math.max(LEAST, place.scale * factor));
    const by = scale / place.scale;
    place = { scale, x: x - (x - place.x) * by, y: y - (y - place.y) * by };
    fitted = false;
    put();
  };

  /* ------------------------------------------------------------------------ the boxes */

  let known = null;
  const targets = () => {
    if (known) return known;
    known = new Map();
    for (const each of InternalmapDrawing.shown.group.querySelectorAll(TARGETS)) {
      const party = Number(each.dataset.p);
      if (!known.has(party)) known.set(party, []);
      known.get(party).push(each);
    }
    // A name in a stack is a line in the box of the first of them.
    for (const list of known.values()) list.sort((one, other) => rank(one) - rank(other));
    return known;
  };
  const rank = (each) =>
    ["line", "box", "hub", "heading", "letter"].findIndex((role) => each.classList.contains(role));
  const areas = new Map();
  const area = (each) => {
    if (!areas.has(each)) {
      const { x, y, width, height } = each.getBBox();
      let [left, top] = [x, y];
      for (let at = each; at && at !== InternalmapDrawing.shown.group; at = at.parentNode) {
        const moved = /translate\((-?\d+) (-?\d+)\)/.exec(at.getAttribute("transform") || "");
        if (moved) [left, top] = [left + Number(moved[1]), top + Number(moved[2])];
      }
      areas.set(each, { x: left, y: top, width, height });
    }
    return areas.get(each);
  };
  /* The element that stands for a party: its own, or the closed unit that it is in. */
  const standing = (party) => {
    for (let at = party; at !== null; at = clock.unit[at]) {
      const found = targets().get(at);
      if (found) {
        const whole = found.find((each) => !each.classList.contains("letter"));
        if (whole && (at === party || whole.dataset.closed !== undefined)) return whole;
        if (at !== party && whole) return null;
      }
    }
    return null;
  };

  const prepare = () => {
    [known] = [null];
    areas.clear();
    for (const [party, list] of targets()) {
      for (const each of list) {
        each.setAttribute("role", "button");
        each.setAttribute("tabindex", "-1");
        order(each);
        if (each.classList.contains("letter") || each.classList.contains("line")) hit(each);
        if (each.dataset.closed !== undefined) opener(each, party);
      }
    }
    for (const each of InternalmapDrawing.shown.group.querySelectorAll(".box, .hub")) {
      // What a state changes: the outline; that of a stack is drawn twice.
      const outlines = [...each.querySelectorAll(":scope > path")].slice(0, each.dataset.of ? 2 : 1);
      outlines.forEach((path) => path.classList.add("body"));
    }
    for (const list of targets().values()) list.forEach(area);
    // Whoever comes with the keyboard begins at the worst, in the map of a unit at the worst inside.
    const { unit: shown } = page.asked;
    const own = new Set(shown === null ? clock.ids.keys() : clock.within(shown));
    const points = data.findings.single_points.filter((each) => own.has(each.party))
      .map((each) => standing(each.party));
    const worst = points.find((each) => each && each.matches(".box, .hub"));
    const all = [...targets().values()].flat().filter((each) => each.matches(".box, .hub"));
    const first = worst || all.find((each) => own.has(Number(each.dataset.p))) || all[0];
    if (first) first.setAttribute("tabindex", "0");
  };
  /* What is written in a box, in the order in which it is read: its place among the worst first. */
  const order = (each) => {
    const texts = [...each.children].filter((child) => child.matches("text"));
    const last = texts[texts.length - 1];
    if (texts.length > 1 && /^\d+$/.test(last.textContent)) texts[0].before(last);
    texts.forEach((text) => text.after(" "));
  };
  /* At the corner of a closed unit, what opens it. */
  const opener = (each, party) => {
    if (each.querySelector(".opener") || !data.unit_maps[party]) return;
    const { x, width } = each.getBBox();
    const made = make("g", { class: "opener", "data-open": party, "aria-hidden": "true" });
    made.append(
      make("circle", { cx: x + width, cy: 0, r: 30 }),
      make("path", { d: `M${x + width - 14} 0h28m-14-14v28` }),
      make("title", {}, `Open ${name(party)}`),
    );
    each.append(made);
  };
  /* Room around small targets, so that they can be met. */
  const hit = (each) => {
    if (each.querySelector(".hit")) return;
    const { x, y, width, height } = each.getBBox();
    each.prepend(make("rect", { class: "hit", x: x - 4, y: y - 6, width: width + 8, height: height + 12 }));
  };

  const stop = (each) => {
    for (const other of svg.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
    each.setAttribute("tabindex", "0");
  };
  const reveal = (each) => {
    if (fitted) fit(true); // the window may have another size by now
    const { x, y, width, height } = area(each);
    const window_ = stage.getBoundingClientRect();
    const unit = place.scale / data.scale;
    const [left, top] = [place.x + x * unit, place.y + y * unit];
    const [right, low] = [left + width * unit, top + height * unit];
    const edge = 24;
    const dx = left < edge ? edge - left : right > window_.width - edge ? window_.width - edge - right : 0;
    const dy = top < edge ? edge - top : low > window_.height - edge ? window_.height - edge - low : 0;
    if (dx || dy) move(dx, dy);
  };
  const focus = (party) => {
    const each = standing(party);
    if (!each) return false;
    stop(each);
    reveal(each);
    each.focus({ preventScroll: true });
    return true;
  };

  /* ------------------------------------------------------------------------ hand and mouse */

  const pointers = new Map();
  let moved = 0;
  const corner = () => stage.getBoundingClientRect();
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 1) moved = 0;
  });
  stage.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    if (pointers.size === 1) {
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (moved > 4) {
        if (!stage.hasPointerCapture(event.pointerId)) stage.setPointerCapture(event.pointerId);
        move(now[0] - before[0], now[1] - before[1]);
      }
    } else {
      moved = 5;
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const far = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]);
      const { left, top } = corner();
      const middle = [(now[0] + other[0]) / 2 - left, (now[1] + other[1]) / 2 - top];
      zoom(far(now) / (far(before) || 1), middle);
    }
    pointers.set(event.pointerId, now);
  });
  const up = (event) => pointers.delete(event.pointerId);
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = corner();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const by = Math.exp((-event.deltaY * lines * (event.ctrlKey ? 3 : 1)) / 500);
    zoom(by, [event.clientX - left, event.clientY - top]);
  }, { passive: false });

  const partyOf = (node) => {
    const found = node instanceof Element ? node.closest(TARGETS) : null;
    return found ? Number(found.dataset.p) : null;
  };
  stage.addEventListener("click", (event) => {
    if (moved > 4) return;
    const opener_ = event.target instanceof Element ? event.target.closest(".opener") : null;
    if (opener_) {
      ask({ unit: Number(opener_.dataset.open), party: null });
      return;
    }
    const party = partyOf(event.target);
    if (party !== null) {
      stop(event.target.closest(TARGETS));
      if (page.asked.party !== party) ask({ party });
    } else if (page.asked.party !== null) ask({ party: null });
  });
  stage.addEventListener("dblclick", (event) => {
    const party = partyOf(event.target);
    if (party === null) return;
    event.preventDefault();
    page.toggle(party);
  });

  find("fit").addEventListener("click", () => fit());
  find("nearer").addEventListener("click", () => zoom(STEP));
  find("farther").addEventListener("click", () => zoom(1 / STEP));
  new ResizeObserver(() => fitted && fit(true)).observe(stage);

  /* ------------------------------------------------------------------------ which map */

  const bar = () => {
    const { unit } = page.asked;
    find("bar").hidden = unit === null;
    if (unit === null) { fill(find("bar")); return; }
    const ways = [];
    for (let at = clock.unit[unit]; at !== null; at = clock.unit[at]) {
      if (data.unit_maps[at]) ways.unshift(at);
    }
    const back = (to, words) =>
      element("button", { type: "button", onclick: () => ask({ unit: to }) }, words);
    fill(
      find("bar"),
      back(null, "← The whole map"),
      ways.map((each) => [" › ", back(each, name(each))]),
      " › ",
      element("strong", {}, name(unit)),
      element("span", { class: "quiet" }, "What comes in stands left, what goes out right."),
    );
  };
  page.changed(() => {
    const held = document.activeElement;
    const inside = svg.contains(held) || find("bar").contains(held);
    bar();
    if (InternalmapDrawing.show(page.asked.unit)) {
      prepare();
      fit(true);
    }
    if (inside && !held.isConnected) svg.querySelector("[tabindex='0']").focus({ preventScroll: true });
  });

  return {
    fit, move, zoom, targets, area, standing, reveal, focus, stop, prepare, partyOf, stage, svg,
    STEP, TARGETS,
    start: () => {
      svg.setAttribute("role", "group");
      svg.removeAttribute("aria-labelledby");
      svg.setAttribute("aria-label", "Map. Arrow keys go to suppliers and customers.");
      svg.querySelector("title").remove();
      prepare();
      fit(true);
    },
  };
})();
