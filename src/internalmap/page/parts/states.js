/* What an absence does, shown on the boxes: by word, weight and mark, and by colour too. */
const InternalmapStates = (() => {
  const { clock, name, kindWords, grade, data, find } = InternalmapPage;
  const page = InternalmapPage;
  const { make, stage: svg } = InternalmapDrawing;
  const { due, after } = InternalmapWords;
  const view = InternalmapView;
  const layer = make("g", { id: "tags", "aria-hidden": "true" });
  const rings = make("g", { id: "rings", "aria-hidden": "true" });
  svg.append(layer, rings);
  const LOUD = ["gone", "letdown", "stopped"];

  /* The state of a party, or of a closed unit, in a class and in words. */
  const stateOf = (run, states, parties, effects, t) => {
    const gone = parties.filter((party) => (t === null ? run.back.has(party) : states[party] === 1));
    if (gone.length === parties.length) return ["gone", "gone"];
    const times = (list) => Math.min(...list.map((party) => run.stopped.get(party)));
    const of = (list, one, many) =>
      parties.length === 1 ? one : `${list.length} of ${parties.length} ${list.length === 1 ? one : many}`;
    if (t === null) {
      const let_ = parties.filter((party) => effects.has(party));
      if (let_.length) {
        const first = Math.min(...let_.map((party) => due(effects.get(party))));
        return ["letdown", `${of(let_, "let down", "let down")} ${after(first)}`];
      }
      const stop = parties.filter((party) => run.down.has(party) && !run.back.has(party));
      if (stop.length) return ["stopped", `${of(stop, "stops", "stop")} ${after(times(stop))}`];
      if (gone.length) return ["gone", of(gone, "gone", "gone")];
      const spared = parties.filter((party) => run.stopped.has(party) && !run.down.has(party));
      if (spared.length) return ["spared", `would stop ${after(times(spared))}`];
      return null;
    }
    const let_ = parties.filter((party) => {
      const effect = effects.get(party);
      return effect && due(effect) <= t && t < effect.end;
    });
    if (let_.length) return ["letdown", of(let_, "let down", "let down")];
    const stopped = parties.filter((party) => states[party] === 2);
    if (stopped.length) return ["stopped", of(stopped, "stopped", "stopped")];
    if (gone.length) return ["gone", of(gone, "gone", "gone")];
    const soon = parties.filter((party) => states[party] === 3);
    if (soon.length) {
      const next = Math.min(
        ...soon.map((party) => run.down.get(party).find(([start]) => start > t)[0]),
      );
      return ["soonstops", `${of(soon, "stops", "stop")} ${after(next)}`];
    }
    const again = parties.filter((party) => states[party] === 4);
    if (again.length === parties.length || again.length) {
      return ["again", of(again, "runs again", "run again")];
    }
    return null;
  };

  /* The parties that an element stands for. */
  const partiesOf = (each) => {
    if (!inside.has(each)) {
      const party = Number(each.dataset.p);
      const alone = each.dataset.closed === undefined ? [party] : clock.within(party);
      inside.set(each, each.dataset.of ? each.dataset.of.split(" ").map(Number) : alone);
    }
    return inside.get(each);
  };
  const inside = new WeakMap();

  /* The words in it: what somebody says who sees them must be in what is heard. */
  const written = (each) =>
    [...each.children].filter((child) => child.matches("text")).map((text) => text.textContent).join(" ");
  const labels = new WeakMap();
  const label = (each, state) => {
    if (!labels.has(each)) labels.set(each, nameOf(each));
    return state ? `${labels.get(each)}, ${state[1]}` : labels.get(each);
  };
  const nameOf = (each) => {
    const party = Number(each.dataset.p);
    const seen = written(each);
    const names = (each.dataset.of ? partiesOf(each) : [party]).map(name);
    const parts = [seen, ...[...names, kindWords(party)].filter((text) => !seen.includes(text))];
    const found = grade(party);
    if (found) parts.push(data.grades[found].toLowerCase());
    if (each.dataset.closed !== undefined) parts.push(`${clock.within(party).length - 1} inside`);
    if (each.classList.contains("letter")) parts.unshift("served by");
    return parts.join(", ");
  };
  /* On an element only what is other than before. */
  const shown = new WeakMap();
  const show = (each, state, gone) => {
    const before = shown.get(each);
    const now = { kind: state ? state[0] : null, label: label(each, state), gone };
    shown.set(each, now);
    if (!before || before.label !== now.label) each.setAttribute("aria-label", now.label);
    if (!before || before.gone !== gone) each.setAttribute("aria-pressed", String(gone));
    if (before && before.kind === now.kind) return;
    if (before && before.kind) each.classList.remove(before.kind);
    if (now.kind) each.classList.add(now.kind);
  };

  /* A word at the lower edge of a box. */
  const tag = (each, [kind, words]) => {
    const { x, y, width, height } = view.area(each);
    const [size, wide] = [34, words.length * 17.5 + 24];
    const middle = x + width / 2;
    const top = y + height - 10;
    const made = make("g", { class: `tag ${kind}` });
    made.append(
      make("rect", { x: middle - wide / 2, y: top, width: wide, height: size + 8, rx: 8 }),
      make("text", { x: middle, y: top + size - 3 }, words),
    );
    return made;
  };

  const paint = () => {
    const run = page.run();
    const { t, party: selected } = page.asked;
    const states = run && t !== null ? run.stateAt(t) : null;
    const effects = new Map(
      run ? run.effects.filter((each) => each.letDown).map((each) => [each.party, each]) : [],
    );
    const tags = [];
    svg.classList.toggle("asking", run !== null);
    for (const list of view.targets().values()) {
      for (const each of list) {
        const state = run ? stateOf(run, states, partiesOf(each), effects, t) : null;
        show(each, state, page.asked.gone.includes(Number(each.dataset.p)));
        const told = state && (each.matches(".box, .hub") || (each.matches(".heading") && LOUD.includes(state[0])));
        if (told) tags.push(tag(each, state));
      }
    }
    layer.replaceChildren(...tags);
    const chosen = selected === null ? null : view.standing(selected);
    rings.replaceChildren(...(chosen ? [ring(chosen)] : []));
    svg.append(rings, layer);
  };
  const ring = (each) => {
    const { x, y, width, height } = view.area(each);
    return make("rect", { x: x - 14, y: y - 14, width: width + 28, height: height + 28, rx: 18 });
  };

  page.changed(() => {
    paint();
    find("sentence").textContent = InternalmapWords.sentence();
    document.body.classList.toggle("asking", page.run() !== null);
    find("all-back").disabled = page.run() === null;
  });
  find("all-back").addEventListener("click", () => page.ask({ gone: [] }));
  return { paint, stateOf, partiesOf };
})();
