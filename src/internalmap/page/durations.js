/* Lengths of time, in whole seconds: read and written as internalmap.text does.

     read(text)     seconds; null for what is none, or for parts of a second
     write(seconds) the text of a model file: "90min"
     say(seconds)   for people: "1 h 30 min", "at once"; Infinity and null are not known */
"use strict";

const InternalmapDurations = (() => {
  const DAY = 86400;
  const UNITS = { s: 1, min: 60, h: 3600, d: DAY, w: 7 * DAY, mo: (365 * DAY) / 12, y: 365 * DAY };
  const FORM = /^([0-9]{1,15})(?:\.([0-9]{1,15}))? ?([a-z]+)$/;

  /* With big integers: a number with a point has no exact place among a computer's own. */
  const read = (text) => {
    if (text === "0") return 0;
    const [, whole, part = "", unit] = FORM.exec(text) || [];
    if (!Object.hasOwn(UNITS, unit)) return null;
    const scale = 10n ** BigInt(part.length);
    const scaled = BigInt(whole + part) * BigInt(UNITS[unit]);
    const seconds = Number(scaled / scale);
    return scaled % scale || !Number.isSafeInteger(seconds) ? null : seconds;
  };

  const write = (seconds) => {
    if (seconds === 0) return "0";
    const unit = Object.keys(UNITS).reverse().find((each) => seconds % UNITS[each] === 0);
    return `${seconds / UNITS[unit]}${unit}`;
  };

  const say = (seconds) => {
    if (seconds === null || seconds === Infinity) return "not known";
    if (seconds === 0) return "at once";
    const months = seconds % UNITS.mo === 0;
    const finest = UNITS[seconds >= UNITS.h ? "min" : "s"];
    let left = toEven(seconds / finest) * finest;
    const parts = [];
    for (const unit of months ? ["y", "mo"] : ["y", "d", "h", "min", "s"]) {
      const count = Math.floor(left / UNITS[unit]);
      left -= count * UNITS[unit];
      if (count) parts.push(`${count} ${unit}`);
    }
    return parts.slice(0, 2).join(" ");
  };

  /* The nearest whole number; of two, the even one. */
  const toEven = (value) => {
    const below = Math.floor(value);
    if (value - below !== 0.5) return Math.round(value);
    return below % 2 ? below + 1 : below;
  };

  return { UNITS, read, write, say };
})();
