"use strict";

/* Writes the index when the site is built, with the same words.js and meanings.js that read a query: {firsts, parts, words,
   lengths, weights, phrases, messages, known}. A document is {sign, id, title, calls, idWords, text, asks, named, weight}: `asks` are questions
   that it answers, `named` its titles if what is typed may be one of them. `size` is about what a part weighs, `messages` are those
   of errors as they are written, and `known` has the words of texts that were cut before; those of this time come back in
   it. Of what a claim says behind its first sentence, and an error beside its message, only words are written that FEW
   others hold: common ones find too much. */
var writeIndex = (documents, pairs, size, messages, known) => {
  const FEW = 50;
  const { understand } = makeMeanings(pairs);
  const put = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
  const cuts = {}; // by what is wanted of a text, and the text
  const cut = (sign, text, make) => (cuts[sign + text] = known[sign + text] || make(text));
  const wordsOf = (text) => cut("of ", text, Words.of);
  const asked = (text) => cut("asked ", text, () => Words.cut(text, true).map(({ word }) => word));
  const telling = (text) => cut("telling ", text, () => [...Words.telling(Words.cut(text, true))]);

  // Titles and questions of each document in the words of the pages, as their words
  const understood = documents.map(({ asks }) => asks.map((text) => understand(text).text));
  const phrases = documents.map(({ named }, number) => [...named, ...understood[number]].map(telling));
  const places = new Map(); // of a word in all of them
  phrases.flat().forEach((phrase, number) => phrase.forEach((word, at) => put(places, word, () => []).push(Index.placeOf(number, at))));

  const asksOf = ({ asks }, number) => [...new Set([asks, understood[number]].map((list) => list.join(" / ")))].join(" / ");
  const texts = documents.map((document, number) => ({ ...document, asks: asksOf(document, number) }));
  const fields = new Map(); // of a word, the documents that hold it, and how often, by fields
  // A word that no query can have is no word.
  const askable = new Set([...places.keys(), ...asked(pairs.map((pair) => pair.slice(0, 2).join(" ; ")).join(" ; "))]);
  const lengths = {};
  const holders = (word) => new Set(Object.values(fields.get(word) || {}).flatMap((times) => [...times.keys()])).size;
  for (const name of Object.keys(Index.TIMES)) {
    const isCommon = new Map(name === "text" ? [...fields.keys()].map((word) => [word, holders(word) >= FEW]) : []);
    lengths[name] = texts.map((document, number) => {
      const all = wordsOf(document[name]);
      const words = /[cme]/.test(document.sign) ? all.filter((word) => !isCommon.get(word)) : all;
      if (name !== "asks") for (const word of asked(document[name])) askable.add(word);
      for (const word of words) {
        const times = (put(fields, word, () => ({}))[name] ||= new Map());
        times.set(number, (times.get(number) || 0) + 1);
      }
      return name === "idWords" && document.sign === "k" ? 0 : new Set(words).size; // a call's own name is no field
    });
  }

  const headings = Index.headings(documents.map(({ sign }) => sign).join(""));
  const below = documents.map(() => []);
  headings.forEach((both, number) => both.forEach((heading) => heading < 0 || below[heading].push(number)));
  function countOf(word) {
    const { title = new Map(), ...others } = fields.get(word) || {};
    const found = new Set([title, ...Object.values(others)].flatMap((times) => [...times.keys()]));
    for (const number of title.keys()) for (const one of below[number]) found.add(one);
    return found.size;
  }
  const words = [...new Set([...fields.keys(), ...places.keys()])].filter((word) => askable.has(word) || /^[\u3400-\u9fff]$/.test(word));
  const counts = new Map(words.map((word) => [word, countOf(word)]));
  const rarity = (word) => Math.min(6, Math.log(1 + (documents.length - counts.get(word) + 0.5) / (counts.get(word) + 0.5)));

  const ids = new Map();
  documents.forEach(({ id }, number) => {
    for (const name of id ? new Set([id, id.split(".").pop()]) : []) put(ids, Index.idWord(name), () => []).push(number);
  });

  const stored = new Map([...words, ...ids.keys()].map((word) => [word, Index.stored(word)]));
  const sorted = [...stored.keys()].sort((one, other) => (stored.get(one) < stored.get(other) ? -1 : 1));
  const [parts, firsts] = [[], []];
  let weight = 0;
  for (const word of sorted) {
    const begins = stored.get(word).slice(0, 3); // forms of a word stay together, and what is written as one with the next
    const last = parts.length && stored.get(parts[parts.length - 1].at(-1)[0]).slice(0, 3);
    if (!parts.length || (weight > size && begins !== last)) {
      firsts.push(begins);
      parts.push([]);
      weight = 0;
    }
    const line = [word, Index.packFields(fields.get(word) || {}), Index.packRising(places.get(word) || ids.get(word) || [])];
    parts[parts.length - 1].push(line);
    weight += line.join(" ").length;
  }

  const step = (length) => (length < 4 ? 1 : length < 9 ? 3 : length < 18 ? 6 : 12);
  const rough = (length) => step(length) * Math.round(length / step(length)); // weighs less, and ranks alike
  return {
    known: cuts,
    messages: writeMessages(messages),
    firsts,
    parts: parts.map(Index.packWords),
    words: Index.packWords(sorted.filter((word) => /^[a-z_][a-z0-9_]*$/.test(word)).map((word) => [word, Index.pack([counts.get(word)])])),
    lengths: Object.fromEntries(Object.entries(lengths).map(([name, all]) => [name, Index.pack(all.map(rough))])),
    weights: Index.pack(documents.filter(({ sign }) => /[cm]/.test(sign)).map(({ weight }) => Math.round(10 * weight))),
    phrases: {
      counts: Index.pack(phrases.map(({ length }) => length)),
      // how much its words tell
      totals: Index.pack(phrases.flat().map((list) => Math.round(list.reduce((sum, word) => sum + rarity(word), 0) / Index.TOTAL))),
    },
  };
};

/* What messages.js reads of known messages, each with its variable parts as {name=example}. */
var writeMessages = (sources) => {
  const { SIGNS, CELLS, inOrder, words, pairs, cellOf, short } = Messages;
  const messages = sources.map((source) => {
    const [, ...rest] = source.replace(/\s+/g, " ").split(": ");
    const pieces = rest.join(": ").split(/\{([a-z]+)(?:=([^{}]*))?\}/); // constant, name, example, constant, …
    return { constants: pieces.filter((_piece, at) => at % 3 === 0), whole: pieces.map((piece, at) => (at % 3 === 1 ? "" : piece ?? "…")).join("") };
  });
  const counts = new Map();
  for (const { constants } of messages) for (const pair of new Set(constants.flatMap(pairs))) counts.set(pair, (counts.get(pair) || 0) + 1);
  const rarest = messages.map(({ constants }) => {
    if (new Set(constants.flatMap(inOrder)).size < 2) return ""; // says too little to be known without its type
    const [first] = constants.flatMap(pairs).sort((one, other) => counts.get(one) - counts.get(other));
    return first || constants.flatMap(words)[0];
  });
  const cells = new Array(CELLS).fill(0);
  for (const { whole } of messages) for (const pair of pairs(whole)) cells[cellOf(pair)] = 1;
  const row = cells.join("").replace(/.{6}/g, (six) => SIGNS[parseInt(six, 2)]);
  return [[...new Set(rarest.filter(Boolean).map(short))].join(""), row];
};
