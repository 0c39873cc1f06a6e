/* What is said of an absence, in sentences that can be read aloud. */
const InternalmapWords = (() => {
  const { name } = InternalmapPage;
  const { say } = InternalmapDurations;
  const page = InternalmapPage;

  const listed = (items, word = "and", limit = Infinity) => {
    const shown = items.length > limit + 1
      ? [...items.slice(0, limit), `${number(items.length - limit)} more`]
      : [...items];
    if (shown.length < 2) return shown.join("");
    return `${shown.slice(0, -1).join(", ")} ${word} ${shown[shown.length - 1]}`;
  };
  const grouped = new Intl.NumberFormat("en");
  const number = (count) => grouped.format(count);
  const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
  const after = (seconds) => (seconds === 0 ? "at once" : `after ${say(seconds)}`);
  const from = (seconds) => (seconds === 0 ? "at once" : `from ${say(seconds)}`);
  const names = (parties, limit = 4) => listed(parties.map(name), "and", limit);

  /* From when on one who is let down is: one gone itself that has no limit bears nothing. */
  const due = (effect) => (effect.needed === Infinity ? effect.after : effect.needed);

  /* What is so at a time: who is gone, who does not run, who is let down, who runs again. */
  const moment = (run, time) => {
    const states = run.stateAt(time);
    const found = { gone: [], stopped: [], again: [], later: [], spared: [] };
    const lists = [null, found.gone, found.stopped, found.later, found.again, found.spared];
    for (let party = 0; party < states.length; party += 1) {
      if (states[party]) lists[states[party]].push(party);
    }
    const down = new Set([...found.gone, ...found.stopped]);
    found.letDown = run.effects.filter(
      (each) => each.letDown && due(each) <= time && time < each.end,
    );
    found.down = down;
    return found;
  };

  const without = () => {
    const { gone, for: during } = page.asked;
    return `Without ${names(gone)}${during === null ? "" : ` for ${say(during)}`}`;
  };

  const whole = (run) => {
    const letDown = run.effects.filter((each) => each.letDown);
    const said = letDown.map((each, place) =>
      `${name(each.party)} ${place ? "" : "will be let down "}${after(due(each))}`);
    const parts = [`${without()}, ${said.length ? listed(said, "and", 4) : "nobody is let down"}.`];
    const others = [...run.down.keys()].filter(
      (party) => !run.back.has(party) && !letDown.some((each) => each.party === party),
    );
    if (others.length) {
      const times = others.map((party) => run.stopped.get(party));
      const [first, last] = [Math.min(...times), Math.max(...times)];
      const who = letDown.length ? ["other", "others"] : ["party", "parties"];
      const whom = `${counted(others.length, ...who)} ${others.length === 1 ? "stops" : "stop"}`;
      parts.push(
        others.length <= 2
          ? `${whom}: ${listed(others.map((party) => `${name(party)} ${after(run.stopped.get(party))}`))}.`
          : `${whom}${first === last ? "" : ", the first"} ${after(first)}.`,
      );
    }
    const later = run.effects.filter((each) => !each.letDown && !run.down.has(each.party));
    if (later.length) {
      parts.push(
        later.length === 1
          ? `${name(later[0].party)} would stop ${after(later[0].after)}, but the return comes first.`
          : `${number(later.length)} who are protected would stop later, but the return comes first.`,
      );
    }
    const ends = [...new Set(run.back.values())];
    if (page.asked.for === null) {
      if (ends.length === 1 && ends[0] < Infinity) parts.push(`Back ${after(ends[0])}.`);
      else if (ends.includes(Infinity)) parts.push(ends.length === 1 ? "Back: not known." : "Not all are known to come back.");
    }
    return parts.join(" ");
  };

  const during = (run, time) => {
    const now = moment(run, time);
    const loss = `the loss of ${names(page.asked.gone)}`;
    const lead = time === 0 ? `At ${loss}` : `${say(time)} after ${loss}`;
    if (!now.gone.length && !now.stopped.length) return `${lead}: everyone runs again.`;
    const letDown = now.letDown.map((each) => name(each.party));
    const others = now.stopped.filter((party) => !now.letDown.some((each) => each.party === party));
    const said = [letDown.length ? `${listed(letDown, "and", 4)} let down` : "nobody let down"];
    if (others.length) said.push(`${number(others.length)} ${letDown.length ? "more " : ""}stopped`);
    if (now.later.length) said.push(`${number(now.later.length)} yet to stop`);
    if (now.again.length) {
      said.push(`${number(now.again.length)} ${now.again.length === 1 ? "runs" : "run"} again`);
    }
    return `${lead}: ${said.join("; ")}.`;
  };

  /* The sentence of what happens. */
  const sentence = () => {
    const run = page.run();
    if (run === null) return "";
    return page.asked.t === null ? whole(run) : during(run, page.asked.t);
  };

  return { listed, number, counted, after, from, names, due, moment, sentence };
})();
