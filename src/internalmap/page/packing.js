/* What a page knows, unpacked: the other half of internalmap.page.packing, which says what the keys
   with a $ are.

     unpack(value)   the same as it was before it was packed */
"use strict";

const InternalmapPacking = (() => {
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const worth = new Map([...DIGITS].map((digit, place) => [digit.charCodeAt(0), place]));

  const numbers = (text) => {
    const found = [];
    const some = text[0] === "P" || text[0] === "D";
    const steps = text[0] === "d" || text[0] === "D";
    let [rest, factor, before] = [0, 1, 0];
    for (let place = 1; place < text.length; place += 1) {
      const digit = worth.get(text.charCodeAt(place));
      rest += (digit % 32) * factor; // no shifts: they end at 32 bits
      factor *= 32;
      if (digit >= 32) continue;
      if (some && rest === 0) found.push(null);
      else {
        const own = some ? rest - 1 : rest;
        const value = (own % 2 ? -(own + 1) / 2 : own / 2) + (steps ? before : 0);
        found.push(value);
        before = value;
      }
      [rest, factor] = [0, 1];
    }
    return found;
  };

  const unpack = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(unpack);
    if (value.$n !== undefined) return numbers(value.$n);
    if (value.$t !== undefined) return unpack(value.n).map((place) => value.$t[place]);
    if (value.$l !== undefined) {
      const inside = unpack(value.v);
      let at = 0;
      return unpack(value.$l).map((long) => (long === null ? null : inside.slice(at, (at += long))));
    }
    if (value.$r !== undefined) {
      const columns = Object.keys(value.$r).map((key) => [key, unpack(value.$r[key])]);
      return columns[0][1].map((_, place) =>
        Object.fromEntries(columns.map(([key, column]) => [key, column[place]])));
    }
    if (value.$m !== undefined) {
      const inside = unpack(value.v);
      return Object.fromEntries(unpack(value.$m).map((key, place) => [key, inside[place]]));
    }
    return Object.fromEntries(Object.keys(value).map((key) => [key, unpack(value[key])]));
  };

  return { unpack };
})();
