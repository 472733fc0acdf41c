"use strict";

/* An index of answers by the words of their fields, ranked by BM25+: `fields` are their weights, `read` gives the words of
   a field of an answer. */
var makeIndex = (fields, read) => {
  const [K, B, D] = [1.2, 0.7, 0.3]; // how soon a word said often says no more, how much length matters, what each is worth
  const kept = fields.map(([name, boost]) => ({ name, boost, places: new Map(), lengths: [], total: 0 }));
  let count = 0;

  function add(number) {
    count++;
    for (const field of kept) {
      const { places } = field;
      const words = read(number, field.name);
      for (const word of words) {
        if (!places.has(word)) places.set(word, new Map());
        places.get(word).set(number, (places.get(word).get(number) || 0) + 1);
      }
      field.total += field.lengths[number] = new Set(words).size;
    }
  }

  /* [{number, score, matched}] of the answers that hold any of these words, each with its weight. */
  function search(weightOf) {
    const found = new Map();
    for (const [word, weight] of weightOf) {
      for (const { boost, places, lengths, total } of kept) {
        const holders = places.get(word) || new Map();
        const rarity = Math.log(1 + (count - holders.size + 0.5) / (holders.size + 0.5));
        for (const [number, times] of holders) {
          if (!found.has(number)) found.set(number, { number, score: 0, matched: new Set() });
          const hit = found.get(number);
          hit.score += weight * boost * rarity * (D + (times * (K + 1)) / (times + K * (1 - B + (B * lengths[number] * count) / total)));
          hit.matched.add(word);
        }
      }
    }
    for (const hit of found.values()) hit.score *= Math.sqrt(hit.matched.size); // parts of a name are words, too, and count less together
    return [...found.values()].sort((one, other) => other.score - one.score);
  }

  return { add, search };
};
