/* What is asked of the page, behind the # of its address, so that a line of the minutes can point
   at it: #gone=it,telco&for=4h&t=30min&party=kitchen&unit=hotel&find=line&kind=system

     parse(hash, known)  {gone, for, t, party, unit, find, grade, kind, inside, tag, way, need,
                         notices}: ids and seconds, `gone` empty and the others null where they are
                         not asked for; what is asked for and cannot be had is left out, and each has
                         a notice. known(id): there is one.
     format(asked)       the same as a hash; "" where nothing is asked for

   Signs of ids stand as their UTF-8 with percent signs, commas too, whatever steers an address. */
"use strict";

const InternalmapAddress = (() => {
  const KEYS = [
    "gone", "for", "t", "party", "unit", "find", "grade", "kind", "inside", "tag", "way", "need",
  ];
  /* What some keys may say; the others say ids, times, or any text. */
  const WORDS = { grade: ["1", "2", "3", "none"], way: ["up", "down"] };

  /* Half of a sign has no UTF-8; brackets and the like end an address in some mail programs. */
  const encode = (text) =>
    encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );

  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return null; // what stands there is no UTF-8
    }
  };

  const parse = (hash, known) => {
    const nothing = Object.fromEntries(KEYS.map((key) => [key, null]));
    const asked = { ...nothing, gone: [], notices: [] };
    const refuse = (text) => asked.notices.push(text);
    const id = (text) => {
      const found = decode(text);
      if (found !== null && known(found)) return found;
      refuse(`There is no party ${quoted(found === null ? text : found)} here.`);
      return null;
    };
    const time = (text) => {
      const said = decode(text) || text;
      const found = InternalmapDurations.read(said);
      if (found === null) refuse(`${quoted(said)} is no time, such as 30min or 4h.`);
      return found;
    };
    const text = (said) => {
      const found = decode(said);
      if (found === null) refuse(`${quoted(said)} cannot be read.`);
      return found;
    };
    const word = (key) => (said) => {
      if (WORDS[key].includes(said)) return said;
      refuse(`${key} is one of ${WORDS[key].join(", ")}, and not ${quoted(decode(said) || said)}.`);
      return null;
    };
    const ids = (text) => text.split(",").filter(Boolean).map(id).filter((each) => each !== null);
    const read = {
      gone: (text) => [...new Set(ids(text))],
      for: time,
      t: time,
      party: id,
      unit: id,
      find: text,
      grade: word("grade"),
      kind: text,
      inside: id,
      tag: text,
      way: word("way"),
      need: text,
    };
    const seen = new Set();
    for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
      const [key] = part.split("=", 1);
      const value = part.slice(key.length + 1);
      if (!KEYS.includes(key)) refuse(`The address asks for ${quoted(part)}, which is nothing.`);
      else if (seen.has(key)) refuse(`The address says ${key} twice: the first counts.`);
      else if (value !== "") asked[key] = read[key](value);
      seen.add(key);
    }
    return asked;
  };

  const format = (asked) => {
    const said = {
      gone: (asked.gone || []).map(encode).join(","),
      for: written(asked.for),
      t: written(asked.t),
    };
    for (const key of KEYS.slice(3)) said[key] = encode(asked[key] || "");
    const parts = KEYS.filter((key) => said[key]).map((key) => `${key}=${said[key]}`);
    return parts.length ? `#${parts.join("&")}` : "";
  };

  const written = (seconds) =>
    seconds === null || seconds === undefined ? "" : InternalmapDurations.write(seconds);

  const quoted = (text) => `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;

  return { parse, format };
})();
