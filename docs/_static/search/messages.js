"use strict";

/* Whether a text that does not look like a message may yet hold a known one, or be a part of one. What knows them all is a
   quarter of what a query loads, and of such texts few are any. Written by indexing.js, read by panel.js: of each message
   the pair of words that is rarest in all, and where the pairs of all messages stand in a row of cells. Words count by
   their first letters, because errors-find.js takes what begins alike for forms of one word. */
var Messages = (() => {
  const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const CELLS = 6 * 2700; // six a sign
  const inOrder = (text) => text.toLowerCase().match(/[a-z_]{2,}/g) || [];
  const words = (text) => inOrder(text).map((word) => word.slice(0, 4));
  const pairs = (text) => words(text).map((word, at, all) => `${all[at - 1]} ${word}`).slice(1);
  const hash = (text, size) => [...text].reduce((sum, sign) => (31 * sum + sign.charCodeAt(0)) % size, 7);
  const cellOf = (pair) => hash(pair, CELLS);
  const short = (text) => {
    const number = hash(text, SIGNS.length ** 3);
    return [SIGNS.length ** 2, SIGNS.length, 1].map((unit) => SIGNS[Math.floor(number / unit) % SIGNS.length]).join("");
  };

  /* A whole message has its rarest pair; of a part of one, which has three words or more, every pair stands in a cell. */
  function mayBe(text, [rarest, row]) {
    const known = new Set(rarest.match(/.{3}/g));
    const stands = (pair) => (SIGNS.indexOf(row[Math.floor(cellOf(pair) / 6)]) >> (5 - (cellOf(pair) % 6))) & 1;
    const own = pairs(text);
    return [...own, ...words(text)].some((one) => known.has(short(one))) || (own.length > 1 && own.every(stands));
  }

  return { SIGNS, CELLS, inOrder, words, pairs, cellOf, short, mayBe };
})();
