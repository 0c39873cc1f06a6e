/* What an absence does, shown on the boxes: by word, weight and mark, and by colour too. */
const InternalmapStates = (() => {
  const { clock, name, kindWords, grade, data, find } = InternalmapPage;
  const page = InternalmapPage;
  const { make, stage: svg } = InternalmapDrawing;
  const { due, after, number } = InternalmapWords;
  const view = InternalmapView;
  const layer = make("g", { id: "tags", "aria-hidden": "true" });
  const rings = make("g", { id: "rings", "aria-hidden": "true" });
  svg.append(layer, rings);
  const LOUD = ["gone", "letdown", "stopped"];

  /* The state of a party, or of those for whom one box stands, in a class and in words: of several
     how many are gone, are let down, stop. */
  const stateOf = (run, states, parties, effects, t) => {
    const many = parties.length > 1;
    const said = [];
    let kind = null;
    const say_ = (class_, list, one, more, when = "") => {
      if (!list.length) return;
      kind = kind === null || (kind === "partly" && LOUD.includes(class_)) ? class_ : kind;
      const of = !many ? "" : said.length ? `${number(list.length)} ` : `${number(list.length)} of ${number(parties.length)} `;
      said.push(`${of}${list.length === 1 ? one : more}${when && ` ${when}`}`);
    };
    const gone = parties.filter((party) => (t === null ? run.back.has(party) : states[party] === 1));
    if (gone.length === parties.length) return ["gone", "gone"];
    say_("partly", gone, "gone", "gone");
    const first = (list) => after(Math.min(...list.map((party) => run.stopped.get(party))));
    if (t === null) {
      const let_ = parties.filter((party) => effects.has(party));
      say_("letdown", let_, "let down", "let down",
        after(Math.min(...let_.map((party) => due(effects.get(party))))));
      const stop = parties.filter((party) =>
        run.down.has(party) && !run.back.has(party) && !effects.has(party));
      say_("stopped", stop, "stops", "stop", first(stop));
      if (kind === null) {
        const spared = parties.filter((party) => run.stopped.has(party) && !run.down.has(party));
        say_("spared", spared, "would stop", "would stop", first(spared));
      }
    } else {
      const let_ = parties.filter((party) => {
        const effect = effects.get(party);
        return effect && due(effect) <= t && t < effect.end;
      });
      say_("letdown", let_, "let down", "let down");
      const stopped = parties.filter((party) => states[party] === 2 && !let_.includes(party));
      say_("stopped", stopped, "stopped", "stopped");
      const soon = parties.filter((party) => states[party] === 3);
      const next = soon.map((party) => run.down.get(party).find(([start]) => start > t)[0]);
      say_("soonstops", soon, "stops", "stop", after(Math.min(...next)));
      if (kind === null) {
        say_("again", parties.filter((party) => states[party] === 4), "runs again", "run again");
      }
    }
    return kind === null ? null : [kind, said.join(", ")];
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
    if (each.dataset.closed !== undefined && !/\d inside/.test(seen)) parts.push(`${number(clock.within(party).length - 1)} inside`);
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

  /* What happens to it, at the lower edge of a box: in lines about as wide as the box. */
  const tag = (each, [kind, words]) => {
    const { x, y, width, height } = view.area(each);
    const [size, sign] = [34, 17.5];
    const lines = [];
    for (const part of words.split(/(?<=,) /)) {
      const last = lines.length - 1;
      if (last >= 0 && (lines[last].length + part.length) * sign < width) lines[last] += ` ${part}`;
      else lines.push(part);
    }
    const wide = Math.max(...lines.map((line) => line.length)) * sign + 24;
    const middle = x + width / 2;
    const top = y + height - 10;
    const made = make("g", { class: `tag ${kind}` });
    made.append(
      make("rect", { x: middle - wide / 2, y: top, width: wide, height: size * lines.length + 8, rx: 8 }),
      ...lines.map((line, place) =>
        make("text", { x: middle, y: top + size * (place + 1) - 3 }, line)),
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
