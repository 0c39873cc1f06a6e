/* Paints a map of a unit from the data: groups of known forms, and lines. The map of the whole
   stands in the document; only one map is in it at a time. */
const InternalmapDrawing = (() => {
  const { data, find } = InternalmapPage;
  const SVG = "http://www.w3.org/2000/svg";
  const make = (tag, attributes, text) => {
    const made = document.createElementNS(SVG, tag);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const HEAD = 24; // how long the head of an arrow is

  const stage = find("drawing");
  const whole = { group: find("whole"), width: data.size[0], height: data.size[1], left: data.left };

  const forms = new Map();
  const form = (number) => {
    if (!forms.has(number)) {
      const made = document.createDocumentFragment();
      for (const [look, course] of data.forms[number][0]) {
        made.append(make("path", { class: `p${look}`, d: course }));
      }
      forms.set(number, made);
    }
    return forms.get(number).cloneNode(true);
  };

  /* A group with a face at a place, and behind it those that stand in it: a button holds no other. */
  const group = ({ face: { role, party, form: number, words, of, closed }, x, y, parts }) => {
    const made = make("g", { transform: `translate(${x} ${y})` });
    if (data.roles[role]) made.setAttribute("class", data.roles[role]);
    if (party >= 0) made.setAttribute("data-p", party);
    if (of.length) made.setAttribute("data-of", of.join(" "));
    if (closed) made.setAttribute("data-closed", "");
    made.append(form(number));
    data.forms[number][1].forEach(([look, dx, dy], place) => {
      made.append(make("text", { class: `t${look}`, x: dx, y: dy }, data.words[words[place]]));
    });
    if (!parts.length) return made;
    const both = make("g", { class: "with" });
    both.append(made, ...parts.map(group));
    return both;
  };
  /* The groups of a map, each with those in it. */
  const groupsOf = (told) => {
    let place = 0;
    const next = () => {
      const found = { face: data.faces[told.faces[place]], x: told.x[place], y: told.y[place] };
      const inside = told.parts[place];
      place += 1;
      found.parts = Array.from({ length: inside }, next);
      return found;
    };
    const found = [];
    while (place < told.faces.length) found.push(next());
    return found;
  };

  /* The corners of a box, from its form: enough to draw lines to. */
  const area = ({ face, x, y }) => {
    const numbers = data.forms[face.form][0].map(([, course]) => extent(course));
    const wide = Math.max(0, ...numbers.map((each) => each[0]));
    const high = Math.max(0, ...numbers.map((each) => each[1]));
    return { x, y, width: wide, height: high };
  };
  const extents = new Map();
  const extent = (course) => {
    if (!extents.has(course)) {
      let [x, y, most, low] = [0, 0, 0, 0];
      for (const [, command, rest] of course.matchAll(/([Mlca])([^Mlcaz]*)/g)) {
        const steps = (rest.match(/-?\d+/g) || []).map(Number);
        const size = command === "c" ? 6 : command === "a" ? 7 : 2;
        for (let place = 0; place + size <= steps.length; place += size) {
          const end = place + size - 2;
          [x, y] = command === "M" ? [steps[end], steps[end + 1]] : [x + steps[end], y + steps[end + 1]];
          [most, low] = [Math.max(most, x), Math.max(low, y)];
        }
      }
      extents.set(course, [most, low]);
    }
    return extents.get(course);
  };

  /* A curve from the side of one box to the side of another. */
  const between = (one, other) => {
    const right = other.x >= one.x + one.width * 0.6;
    const left = other.x + other.width <= one.x + one.width * 0.4;
    const [y1, y2] = [one.y + one.height / 2, other.y + other.height / 2];
    if (right || left) {
      const [x1, x2] = right
        ? [one.x + one.width, other.x]
        : [one.x, other.x + other.width];
      const bend = Math.max(60, Math.abs(x2 - x1) * 0.45) * (right ? 1 : -1);
      return { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
        tip: [x2, y2], turn: right ? 1 : -1 };
    }
    const [x1, x2] = [one.x + one.width, other.x + other.width]; // above each other: around the side
    const out = Math.max(x1, x2) + 90 + Math.abs(y2 - y1) * 0.08;
    return { d: `M${x1} ${y1}C${out} ${y1} ${out} ${y2} ${x2} ${y2}`, tip: [x2, y2], turn: -1 };
  };

  /* The head of an arrow whose tip is reached in a direction. */
  const head = ([x, y], [dx, dy], size) => {
    const long = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / long, dy / long];
    const half = size * 0.42;
    const [bx, by] = [x - ux * size, y - uy * size];
    return `M${x} ${y}L${Math.round(bx - uy * half)} ${Math.round(by + ux * half)}` +
      `L${Math.round(bx + uy * half)} ${Math.round(by - ux * half)}z`;
  };

  /* A course in points as one in units, the tip of its arrow, and the way that leads there. */
  const routed = (course) => {
    let [x, y, way] = [0, 0, [1, 0]];
    for (const [, command, rest] of course.matchAll(/([Mlc])([^Mlc]*)/g)) {
      const steps = rest.match(/-?\d+/g).map(Number);
      const [ex, ey] = steps.slice(-2);
      const [bx, by] = steps.length > 4 ? steps.slice(-4, -2) : [0, 0];
      if (command === "M") [x, y] = [ex, ey];
      else [x, y, way] = [x + ex, y + ey, ex === bx && ey === by ? [ex, ey] : [ex - bx, ey - by]];
    }
    const long = Math.hypot(...way) || 1;
    const tip = [x, y].map((end, place) => Math.round((end * data.scale) + (way[place] / long) * HEAD));
    return { d: course.replace(/-?\d+/g, (each) => ` ${each * data.scale}`), tip, way };
  };

  const lines = (told, areas) => {
    const found = [];
    for (let place = 0; place < told.from.length; place += 1) {
      const [from, to] = [told.from[place], told.to[place]];
      const [look, course] = [told.look[place], told.course[place]];
      const made = make("g", { class: "link", "data-from": from, "data-to": to });
      if (course) {
        const { d, tip, way } = routed(course);
        made.append(make("path", { class: `p${look}`, d }));
        made.append(make("path", { class: `p${look} tip`, d: head(tip, way, HEAD) }));
      } else if (areas.has(from) && areas.has(to)) {
        const { d, tip, turn } = between(areas.get(from), areas.get(to));
        made.append(make("path", { class: `p${look}`, d }));
        made.append(make("path", { class: `p${look} tip`, d: head(tip, [turn, 0], HEAD) }));
      }
      found.push(made);
    }
    return found;
  };

  const maps = new Map([[null, whole]]);
  const unit = (party) => {
    if (!maps.has(party)) {
      const told = data.unit_maps[party];
      const made = make("g", { class: "unit-map" });
      const areas = new Map();
      const groups = groupsOf(told);
      const roleOf = ({ face }) => data.roles[face.role];
      for (const each of groups.filter((one) => /^(box|hub)/.test(roleOf(one)))) {
        if (!areas.has(each.face.party)) areas.set(each.face.party, area(each));
      }
      const back = groups.filter((each) => roleOf(each) === "frame").map(group);
      const front = groups.filter((each) => roleOf(each) !== "frame").map(group);
      const links = make("g", { class: "links" });
      links.append(...lines(told, areas));
      made.append(...back, links, ...front);
      maps.set(party, { group: made, width: told.width, height: told.height, left: told.left });
    }
    return maps.get(party);
  };

  let shown = whole;
  /* Show the map of a unit, or of the whole (null); whether it is another than before. */
  const show = (party) => {
    const next = party === null ? whole : unit(party);
    if (next === shown) return false;
    shown.group.replaceWith(next.group);
    shown = next;
    stage.setAttribute("viewBox", `0 0 ${next.width} ${next.height}`);
    stage.setAttribute("width", Math.ceil(next.width / data.scale));
    stage.setAttribute("height", Math.ceil(next.height / data.scale));
    return true;
  };

  return {
    make, show, between, head, stage,
    get shown() { return shown; },
  };
})();
