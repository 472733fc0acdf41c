"use strict";

/* How the index is written, by indexing.js when the site is built, and read here. A number is a sign or more; documents and
   places that hold a word are told by how far each is from the one before. Signs before documents, which are no digits,
   say in which field they hold it, and how often. None of them needs an escape. */
var Index = (() => {
  const DIGITS = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{}";
  const BASE = DIGITS.length / 2; // a digit of the upper half is followed by another
  const SIGNS = "!#$%&'()*+,-./~";
  const TIMES = { title: [1, 2], calls: [1, 2], idWords: [1], asks: [1, 2, 3, 4, 5, 6, 8, 12], text: [1, 2] }; // or more, up to the next
  const FIELDS = Object.entries(TIMES).flatMap(([name, all]) => all.map((times, at) => ({ name, times, next: all[at + 1] ?? Infinity })));
  const TOTAL = 2.25; // of what the words of a phrase tell, the unit in which it is written
  const PLACES = 8; // that are told apart in a phrase: which of two words comes first matters most at its beginning
  const placeOf = (phrase, at) => PLACES * phrase + Math.min(at, PLACES - 1);
  const phraseOf = (place) => Math.floor(place / PLACES);
  // Parts of names, methods, and calls with their modules stand beside the word itself: who asks for one asks for these, too
  const stored = (word) => word.replace(/^([~.])(.+)$/, "$2$1").replace(/^([a-z_].*\.)([a-z_]\w*)$/i, "$2($1");
  const restored = (text) => text.replace(/^(.+)\((.+)$/, "$2$1").replace(/^(.+)([~.])$/, "$2$1");

  const pack = (numbers) => numbers.map((number) => {
    let text = "";
    for (; number >= BASE; number = Math.floor(number / BASE)) text += DIGITS[BASE + (number % BASE)];
    return text + DIGITS[number];
  }).join("");
  function unpack(text) {
    const found = [];
    let [number, unit] = [0, 1];
    for (const sign of text) {
      const digit = DIGITS.indexOf(sign);
      number += unit * (digit % BASE);
      unit *= BASE;
      if (digit >= BASE) continue;
      found.push(number);
      [number, unit] = [0, 1];
    }
    return found;
  }
  const packRising = (numbers) => pack(numbers.map((number, at) => number - (at && numbers[at - 1])));
  function unpackRising(text) {
    let last = 0;
    return unpack(text).map((step) => (last += step));
  }

  /* `fields` has of each the documents that hold a word, and how often: {name: Map(document: times)}. */
  const packFields = (fields) => FIELDS.map(({ name, times, next }, at) => {
    if (!fields[name]) return "";
    const numbers = [...fields[name]].filter(([, count]) => count >= times && count < next).map(([number]) => number);
    return numbers.length ? SIGNS[at] + packRising(numbers) : "";
  }).join("");
  /* [[name, times, documents]] */
  const unpackFields = (text) => (text.match(/[!#-/~][^!#-/~]*/g) || []).map((list) => {
    const { name, times } = FIELDS[SIGNS.indexOf(list[0])];
    return [name, times, unpackRising(list.slice(1))];
  });

  /* Words in their order, each with what is told of it; what it begins with as the one before is a digit. */
  function packWords(words) {
    let before = "";
    return words.map(([word, ...told]) => {
      const text = stored(word);
      let shared = 0;
      while (shared < 9 && shared < before.length && before[shared] === text[shared]) shared++;
      before = text;
      return [shared + text.slice(shared), ...told].join(" ").trimEnd();
    }).join("|");
  }
  function unpackWords(text) {
    let before = "";
    return new Map(text.split("|").map((line) => {
      const [written, ...told] = line.split(" ");
      before = before.slice(0, Number(written[0])) + written.slice(1);
      return [restored(before), told];
    }));
  }

  /* The word by which an id is found, which holds no letters of it */
  const idWord = (id) => "#" + [...id].reduce((sum, sign) => (31 * sum + sign.charCodeAt(0)) % 36 ** 5, 7).toString(36);

  /* Of each document the page and the section below whose headings it stands, or -1. */
  function headings(kinds) {
    let [page, section] = [-1, -1];
    return [...kinds].map((sign, number) => {
      if (/[pai]/.test(sign)) [page, section] = [number, -1];
      if (sign === "s") section = number;
      return [/[cmst]/.test(sign) ? page : -1, /[cm]/.test(sign) ? section : -1];
    });
  }

  return { pack, unpack, packRising, unpackRising, packFields, unpackFields, packWords, unpackWords, stored, idWord, headings, placeOf, phraseOf, TIMES, TOTAL };
})();

/* Reads the parts of the index that a query needs: `firsts` are the first letters of the parts, `text` gives a part that has
   been fetched. What a part that has not would hold is taken for nothing, and the part is `due`. */
var makeVocabulary = (firsts, text, due) => {
  const parts = new Map();

  function part(name) {
    if (parts.has(name)) return parts.get(name);
    const written = text(name);
    if (written === undefined) due.add(name);
    if (!written) return new Map();
    parts.set(name, Index.unpackWords(written));
    return parts.get(name);
  }

  const find = (word) => part(`w${Math.max(0, firsts.findLastIndex((first) => first <= Index.stored(word)))}`).get(word);
  /* [word, number of its holders] of all words of letters */
  const every = () => [...part("words")].map(([word, [count]]) => [word, Index.unpack(count)[0]]);
  return { find, every };
};
