/* The time line at the foot: when something stops or runs again, on a scale that gives an hour and a
   week room alike. A moment can be chosen; without one the whole course is shown. */
const InternalmapTimeline = (() => {
  const { clock, name, element, fill, find } = InternalmapPage;
  const page = InternalmapPage;
  const { say } = InternalmapDurations;
  const { due, listed, names } = InternalmapWords;
  const strip = find("time");
  let [playing, wide] = [0, 0];

  /* The moments at which something changes, those at which somebody is let down among them. */
  const momentsOf = (run) => {
    const found = new Map();
    const at = (time) => {
      if (!found.has(time)) found.set(time, { time, stops: [], runs: [], lets: [] });
      return found.get(time);
    };
    at(0);
    for (const { time, stops, runs } of run.events) Object.assign(at(time), { stops, runs });
    for (const each of run.effects) {
      if (each.letDown && due(each) < Infinity) at(due(each)).lets.push(each.party);
    }
    for (const end of run.back.values()) if (end < Infinity) at(end);
    return [...found.values()].sort((one, other) => one.time - other.time);
  };
  /* From 0 to 1: a minute and less at the left. */
  const place = (time, last) =>
    time <= 0 ? 0 : Math.min(1, Math.log1p(time / 60) / Math.log1p(last / 60 || 1));
  const timeAt = (share, last) => 60 * Math.expm1(share * Math.log1p(last / 60 || 1));

  const when = (time) => (time === 0 ? "at once" : say(time));
  const words = ({ time, stops, runs, lets }) => {
    const said = [];
    if (lets.length) said.push(`${names(lets)} let down`);
    const others = stops.filter((party) => !lets.includes(party));
    if (others.length) said.push(`${names(others, 3)} ${others.length === 1 ? "stops" : "stop"}`);
    if (runs.length) said.push(`${names(runs, 3)} ${runs.length === 1 ? "runs" : "run"} again`);
    return `${time === 0 ? "At once" : say(time)}: ${said.join("; ") || "nothing more"}`;
  };

  const stop = () => {
    window.clearInterval(playing);
    playing = 0;
  };
  const durations = () => {
    const own = page.asked.for;
    const usual = [3600, 4 * 3600, 8 * 3600, 86400, 3 * 86400, 7 * 86400];
    return [...new Set([...usual, ...(own === null ? [] : [own])])].sort((one, other) => one - other);
  };

  let moments = [];
  const go = (time, quietly = true) => page.ask({ t: time }, quietly);
  const current = () => {
    const { t } = page.asked;
    return t === null ? -1 : moments.findLastIndex((each) => each.time <= t);
  };
  const step = (by) => {
    const next = Math.max(-1, Math.min(moments.length - 1, current() + by));
    go(next < 0 ? null : moments[next].time);
  };
  const play = () => {
    if (playing) { stop(); paint(); return; }
    go(moments[0].time);
    playing = window.setInterval(() => {
      if (!page.run() || current() >= moments.length - 1) { stop(); paint(); } else step(1);
    }, 1300);
    paint();
  };

  const build = (run) => {
    const { t } = page.asked;
    moments = momentsOf(run);
    const far = Math.max(3600, moments[moments.length - 1].time);
    const last = Math.max(far * 1.15, t === null ? 0 : t);
    const number = current();
    const track = element("div", {
      id: "track", role: "slider", tabindex: "0", "aria-label": "Time since they are gone",
      "aria-valuemin": "0", "aria-valuemax": String(moments.length),
      "aria-valuenow": String(number + 1),
      "aria-valuetext": t === null ? "the whole course" : `${when(t)} in`,
    });
    const ticks = labelled(moments, last).map(({ each, label }) => {
      const kind = each.lets.length ? "lets" : each.stops.length ? "stops" : "runs";
      const made = element(
        "span", { class: `tick ${kind}`, title: words(each) },
        label && element("span", { class: "label" }, when(each.time)),
      );
      made.style.left = `${place(each.time, last) * 100}%`;
      return made;
    });
    const thumb = element("span", { class: "thumb", hidden: t === null });
    if (t !== null) thumb.style.left = `${place(t, last) * 100}%`;
    track.append(element("span", { class: "rail" }), ...ticks, thumb);
    track.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (by) step(by);
      else if (event.key === "Home") go(null);
      else if (event.key === "End") go(moments[moments.length - 1].time);
      else return;
      event.preventDefault();
      event.stopPropagation();
      find("track").focus();
    });
    const dragged = (event) => {
      const { left, width } = find("track").getBoundingClientRect(); // each step makes it anew
      const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
      const near = moments.find((each) => Math.abs(place(each.time, last) - share) * width < 8);
      go(near ? near.time : Math.round(timeAt(share, last) / 60) * 60);
    };
    track.addEventListener("pointerdown", (event) => {
      stop();
      dragged(event);
      const move = (each) => dragged(each);
      const up = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        find("track").focus();
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", up);
    });
    return track;
  };
  /* Labels as far as there is room, those of who is let down first. */
  const labelled = (list, last) => {
    const room = Math.max(200, wide - 420);
    const taken = [];
    const found = list.map((each) => ({ each, label: false }));
    const order = [...found].sort((one, other) =>
      (other.each.lets.length > 0) - (one.each.lets.length > 0) || one.each.time - other.each.time);
    for (const one of order) {
      const x = place(one.each.time, last) * room;
      if (taken.every((other) => Math.abs(other - x) > 58)) {
        one.label = true;
        taken.push(x);
      }
    }
    return found;
  };

  const paint = () => {
    const run = page.run();
    const held = document.activeElement;
    const focus = held && strip.contains(held) ? held.id : null;
    if (!run) {
      stop();
      // Who had the focus here is led on to the map, or to the list.
      if (focus !== null) (InternalmapView.svg.querySelector("[tabindex='0']") || find("show-list")).focus();
      fill(strip, element("p", { class: "quiet" },
        "Nobody is gone. Choose a box and press ", element("kbd", {}, "G"),
        ", double-click it, or choose a finding: the sentence above says what stops, this line when."));
      return;
    }
    const { t, for: during } = page.asked;
    const span = element(
      "select", { id: "during", "aria-label": "For how long they are gone" },
      element("option", { value: "" }, "until each is back, as known"),
      durations().map((each) => element("option", { value: String(each), selected: each === during }, `for ${say(each)}`)),
    );
    span.addEventListener("change", () =>
      page.ask({ for: span.value === "" ? null : Number(span.value), t: null }));
    const chips = page.asked.gone.map((party) => element(
      "button",
      { type: "button", class: "chip", id: `gone-${party}`, "aria-label": `Put back ${name(party)}`, onclick: () => page.toggle(party) },
      name(party), element("span", { "aria-hidden": "true" }, " ×"),
    ));
    const number = current();
    fill(
      strip,
      element("div", { class: "row" },
        element("span", { class: "label" }, "Gone:"), chips.slice(0, 6),
        chips.length > 6 && element("span", { class: "quiet" }, `and ${chips.length - 6} more`),
        element("label", { class: "during" }, span),
        element("span", { class: "moment" }, t === null
          ? "The whole course" : number >= 0 && moments[number] && moments[number].time === t
            ? words(moments[number]) : when(t)),
      ),
      element("div", { class: "row line" },
        element("button", { type: "button", id: "course", "aria-pressed": String(t === null), onclick: () => go(null) }, "All"),
        element("button", { type: "button", id: "play", onclick: play }, playing ? "Stop" : "Play"),
        build(run)),
    );
    if (t !== null) {
      const now = moments[current()];
      const said = strip.querySelector(".moment");
      said.textContent = now && now.time === t ? words(now) : `${when(t)} in`;
    }
    if (focus !== null) (find(focus) || strip.querySelector(".chip")).focus();
  };
  page.changed(paint);
  /* To ask the page for its width while it is changed would lay out all of it once more. */
  new ResizeObserver(([{ contentRect }]) => {
    if (wide === contentRect.width) return;
    wide = contentRect.width;
    paint();
  }).observe(strip);
  return { momentsOf };
})();
