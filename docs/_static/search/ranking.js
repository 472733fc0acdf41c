"use strict";

/* Finds the answers to a query and says which come first, and why. Needs Words, makeMeanings, makeVocabulary, and what
   answers.js holds of each document: a sign of its kind, and how long its fields and phrases are. `text` gives a part of the
   index, if it has been fetched; what else a query needs is `due`, and it is ranked again when that has come. */
var makeRanking = ({ kinds, weights, synonyms, index }, text, due) => {
  const WEIGHTS = { title: 2, asks: 1.6, calls: 2, idWords: 1.4, page: 0.7, section: 0.7, text: 1 };
  const KINDS = { c: ["claim", 1], m: ["claim", 1], e: ["error", 1.1], p: ["page", 1.1], s: ["section", 0.75], t: ["term", 1.05], k: ["call", 0.35], l: ["line", 0.7], a: ["page", 0.6], i: ["page", 0.5] };
  const [K, B, D] = [1.2, 0.7, 0.3]; // BM25+: how soon a word said often says no more, how much length matters, what each is worth
  const LONGEST = 300; // letters of a query that is no message
  const meanings = makeMeanings(synonyms);
  const vocabulary = makeVocabulary(index.firsts, text, due);

  const spoken = Index.unpack(weights); // of each claim, in tenths, how much it is spoken of
  let claims = 0;
  const documents = [...kinds].map((sign) => {
    const [kind, weight] = KINDS[sign];
    return { kind, weight: kind === "claim" ? weight * (1 + 0.012 * spoken[claims++]) : weight, tellsMemory: sign === "m" };
  });
  const headings = Index.headings(kinds);
  const below = documents.map(() => ({ page: [], section: [] })); // what stands below each heading
  headings.forEach(([page, section], number) => {
    if (page >= 0) below[page].page.push(number);
    if (section >= 0) below[section].section.push(number);
  });
  const lengths = Object.fromEntries(Object.entries(index.lengths).map(([name, all]) => [name, Index.unpack(all)]));
  ["page", "section"].forEach((name, at) => (lengths[name] = headings.map((both) => lengths.title[both[at]] || 0)));
  const average = Object.fromEntries(Object.entries(lengths).map(([name, all]) => [name, all.reduce((sum, one) => sum + one, 0) / all.length]));

  // Titles and questions: what is typed may be one of them, more or less
  const phrases = [];
  const [counts, totals] = ["counts", "totals"].map((name) => Index.unpack(index.phrases[name]));
  counts.forEach((count, owner) => {
    const titles = { claim: 0, error: 0, call: 0, term: count }[documents[owner].kind] ?? 1;
    for (let at = 0; at < count; at++) {
      phrases.push({ owner, total: Index.TOTAL * totals[phrases.length], isTitle: at < titles });
    }
  });

  const rarityOf = (count) => Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  const known = new Map();
  const NOTHING = { worth: new Map(), places: [], names: new Set() };
  /* What a word is worth to the documents that hold it, its places in phrases, and the calls whose name it is. */
  function entry(word) {
    if (known.has(word)) return known.get(word);
    const found = vocabulary.find(word);
    if (found) known.set(word, unpacked(...found));
    return known.get(word) || NOTHING;
  }
  function unpacked(fields, places = "") {
    const [worth, names] = [new Map(), new Set()];
    const holders = {}; // of each field, [document, times]
    const add = (name, number, times) => (holders[name] ||= []).push([number, times]);
    for (const [name, times, numbers] of Index.unpackFields(fields)) {
      for (const number of numbers) {
        if (name === "idWords" && documents[number].kind === "call") { names.add(number); continue; }
        add(name, number, times);
        if (name === "title") for (const heading of ["page", "section"]) for (const one of below[number][heading]) add(heading, one, times);
      }
    }
    for (const [name, held] of Object.entries(holders)) {
      for (const [number, times] of held) {
        const told = D + (times * (K + 1)) / (times + K * (1 - B + (B * lengths[name][number]) / average[name]));
        worth.set(number, (worth.get(number) || 0) + WEIGHTS[name] * rarityOf(held.length) * told);
      }
    }
    return { worth, names, places: Index.unpackRising(places) };
  }
  const held = (word) => entry(word).worth.size;
  const rarity = (word) => Math.min(6, rarityOf(held(word)));

  /* [{number, score, matched}] of the documents that hold any of these words, each with its weight. */
  function holders(weightOf) {
    const found = new Map();
    for (const [word, weight] of weightOf) {
      for (const [number, worth] of entry(word).worth) {
        if (!found.has(number)) found.set(number, { number, score: 0, matched: new Set() });
        const hit = found.get(number);
        hit.score += weight * worth;
        hit.matched.add(word);
      }
    }
    for (const hit of found.values()) hit.score *= Math.sqrt(hit.matched.size); // parts of a name are words, too, and count less together
    return [...found.values()];
  }

  /* Of each document the title or question that is most like what is asked, and how much. */
  function likenesses(asked) {
    const found = new Map();
    let every = 0;
    for (const word of asked) {
      every += rarity(word);
      for (const place of entry(word).places) {
        const phrase = Index.phraseOf(place);
        if (!found.has(phrase)) found.set(phrase, { common: 0, places: [] });
        found.get(phrase).common += rarity(word);
        found.get(phrase).places.push(place);
      }
    }
    const best = new Map();
    for (const [phrase, { common, places: [first, second] }] of [...found].sort(([one], [other]) => one - other)) {
      const { owner, total, isTitle } = phrases[phrase];
      const share = (first > second ? 0.9 : 1) * Math.min(1, common / (every + total - common)); // "a to b" is not "b to a"
      if (!(best.get(owner)?.share >= share)) best.set(owner, { share, isTitle });
    }
    return best;
  }

  /* The query's words in groups, and what is looked for besides. */
  function read(query, isMessage) {
    const { text, told } = isMessage ? { text: query, told: [] } : meanings.understand(query);
    const cut = Words.cut(text, true);
    let group = 1 + Math.max(-1, ...cut.map((piece) => piece.group));
    const besides = [];
    for (const [typed, meant] of told) { // some pages may say it as it was typed
      const meantWords = new Set(Words.cut(meant, true).map(({ word }) => word));
      const home = cut.find(({ word }) => meantWords.has(word));
      if (home) for (const piece of Words.cut(typed, true)) besides.push({ ...piece, group: home.group, weight: piece.weight * 0.6 });
    }
    for (const { typed, meant } of isMessage ? [] : meanings.besides(query, text)) {
      // it is found in place of what was typed, or else by itself
      const typedWords = new Set(Words.cut(typed, true).map(({ word }) => word));
      const home = cut.find(({ word }) => typedWords.has(word));
      for (const piece of Words.cut(meant, true)) {
        // what is meant tells no more than what was typed: many a parameter is none of a state_dict
        const share = home && held(home.word) ? Math.min(1, rarity(home.word) / rarity(piece.word)) : 1;
        besides.push({ ...piece, group: home ? home.group : group++, weight: piece.weight * 0.6 * share, typed });
      }
      told.push([typed, meant]);
    }
    return { cut, besides, told };
  }

  const LATIN = /^[a-z][a-z0-9_]*$/;
  const NAME = /^\.?[a-z][a-z0-9_]*$/; // of a method as well
  /* Two words that the site writes as one, and one that it writes as two and does not hold in any other way. */
  function joined(cut) {
    const found = [];
    const alone = cut.every((piece) => piece.group === cut[0].group);
    for (let at = 0; at + 1 < cut.length; at++) {
      const [first, second] = [cut[at], cut.slice(at + 1).find((piece) => piece.group === cut[at].group + 1)];
      if (!second || !LATIN.test(first.word) || !LATIN.test(second.word) || first.weight < 0.9) continue;
      const both = first.word + second.word;
      if (both.length > 5 && held(both)) found.push({ word: both, group: first.group, weight: 0.9 }, { word: both, group: second.group, weight: 0.9 });
    }
    for (const { word, group, weight } of cut) {
      if (!LATIN.test(word)) continue;
      if (weight === 1 && alone && held("." + word)) found.push({ word: "." + word, group, weight: 0.7 });
      if (word.length < 7 || cut.some((piece) => piece.group === group && held(piece.word))) continue;
      const counts = new Map(vocabulary.every());
      for (let at = 3; at <= word.length - 3; at++) {
        const parts = [word.slice(0, at), word.slice(at)].map(Words.stem);
        if (parts.every((part) => counts.get(part) > 1)) found.push(...parts.map((part) => ({ word: part, group, weight: 0.7 })));
      }
    }
    return found;
  }

  /* Letters to be changed, left out, added or swapped to make one word of the other; beyond `most` it does not matter. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
    for (let row = 1; row <= one.length; row++) {
      const now = [row];
      for (let at = 1; at <= other.length; at++) {
        const same = one[row - 1] === other[at - 1];
        now[at] = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + (same ? 0 : 1));
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) now[at] = Math.min(now[at], before[at - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  /* What may be meant by a word that the site does not hold: [word, weight], the likeliest first. */
  function guesses(word) {
    const found = [];
    const most = word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
    for (const [known, count] of vocabulary.every()) {
      if (word.length > 2 && known.startsWith(word)) found.push([known, 0.8, Math.log(count)]);
      else if (most && known[0] === word[0] || most > 1 && known[1] === word[1]) {
        const away = distance(word, known, most);
        if (away <= most) found.push([known, 0.9 - 0.2 * away, Math.log(count) / 2]);
      }
    }
    const best = Math.max(0, ...found.map(([, weight]) => weight));
    return found.filter(([, weight]) => weight > best - 0.15).sort((one, other) => other[1] + other[2] / 20 - one[1] - one[2] / 20).slice(0, 4);
  }

  // A pasted message, as opposed to a question about one
  const LIKE_A_MESSAGE = /(?:Error|Warning|Exception)\b|can't|cannot|could not|unsupported|expected|not (?:implemented|available|writ|compatible|supported)|ambiguous|\bgot\b|has no attribute|invalid|must be/i;
  const looksLikeAMessage = (query) => query.length > 14 && LIKE_A_MESSAGE.test(query) && (query.match(/[A-Za-z]+/g) || []).length > 4;
  const MEANING = /^what(?: is|'s| are| does)\b|\bmeaning of\b|^什么是|是什么|什么意思/i;
  const MEMORY = /\bcop(?:y|ies|ied|ying)\b|\bshar(?:e|es|ed|ing)\b|same memory|independent|alias|复制|拷贝|共享|副本|同一块?内存|影响/i;
  const VARIES = /\btorch\.(?:cuda\.)?\w*Tensor\b|\bcuda:\d+|[[(][-\d, ]*[\])]|<class '[^']*'>|(?<![\w.])-?\d[\d.]*(?![\w-])/g;

  /* The query's words by what they are one way to find; what the site does not hold as it was typed is taken for the
     beginning of a word, or for a misspelt one, and then the words that are asked for change. */
  function grouped(pieces, asked) {
    const spelt = [];
    const groups = new Map();
    const into = (more) => { for (const piece of more) groups.set(piece.group, [...(groups.get(piece.group) || []), piece]); };
    into(pieces);
    for (const [group, ways] of groups) {
      if (ways.some(({ word, weight }) => weight >= 0.5 && held(word))) continue;
      for (const { word, weight } of ways.filter(({ word, weight }) => weight >= 0.6 && NAME.test(word))) {
        const dot = word[0] === "." ? "." : ""; // the method .numpy is another word than the library
        const meant = guesses(word.slice(dot.length)).map(([known, likely]) => [held(dot + known) ? dot + known : known, likely]);
        if (!meant.length) continue;
        spelt.push([word, meant[0][0]]);
        asked.delete(word);
        asked.add(meant[0][0]);
        into(meant.map(([known, likely]) => ({ word: known, group, weight: weight * likely })));
      }
    }
    return { groups: [...groups.values()], spelt };
  }

  /* How much of what was typed an answer has, each thing once. */
  function coverage(groups) {
    const weights = groups.map((ways) => Math.max(0, ...ways.filter(({ word }) => held(word)).map(({ word, weight }) => weight * rarity(word))));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return (matched) => {
      let covered = 0;
      groups.forEach((ways, at) => {
        if (!weights[at]) return;
        const found = ways.filter(({ word }) => matched.has(word)).map(({ word, weight }) => weight * (0.5 + Math.min(0.5, rarity(word) / weights[at] / 2)));
        covered += weights[at] * Math.min(1, Math.max(0, ...found));
      });
      return total ? Math.min(1, covered / total) : 0;
    };
  }

  const ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)+$/;

  /* {hits: [{number, score, matched}], ids: numbers of those that are named, told, spelt, isMessage, isError}, the best first. */
  function rank(typed) {
    const raw = typed.trim();
    const isMessage = looksLikeAMessage(raw);
    const query = isMessage ? lastLine(raw).replace(VARIES, " ") : raw;
    const { cut, besides, told } = read(query.slice(0, LONGEST), isMessage);
    const ids = ID.test(raw) ? Index.unpackRising(vocabulary.find(Index.idWord(raw))?.[1] || "") : [];
    for (const { word } of [...cut, ...besides]) held(word);
    if (due.size) return { hits: [] }; // whether they are known is not
    const asked = Words.telling(cut);
    const { groups, spelt } = grouped([...cut, ...joined(cut), ...besides], asked);
    const weightOf = new Map();
    for (const { word, weight } of groups.flat()) weightOf.set(word, Math.max(weightOf.get(word) || 0, weight));
    const covers = coverage(groups);
    const likeness = likenesses(asked);
    const named = new Set(cut.flatMap(({ word }) => [...entry(word).names]));
    const [asksMemory, asksMeaning] = [MEMORY.test(raw), MEANING.test(raw)];
    const hits = holders(weightOf).map(({ number, score, matched }) => {
      const { kind, weight, tellsMemory } = documents[number];
      const { share, isTitle } = likeness.get(number) || { share: 0 };
      score *= (0.05 + covers(matched)) * weight * (1 + 4 * Math.max(0, (share - 0.35) / 0.65) ** 2);
      if (kind === "error" && isMessage) score *= 1.6;
      if ((kind === "term" || kind === "page") && share > 0.99 && isTitle) score *= 4;
      if (kind === "term" && asksMeaning) score *= 4;
      if (kind === "call" && !named.has(number)) score *= 0.1;
      if (asksMemory && tellsMemory) score *= 1.3;
      return { number, kind, score, matched };
    });
    hits.sort((one, other) => other.score - one.score);
    const isError = raw.length > 9 && (isMessage || hits.slice(0, 6).some(({ kind }) => kind === "error"));
    return { hits, ids, told, spelt, isMessage, isError };
  }

  /* Of a traceback what Python says in the end. */
  function lastLine(text) {
    const starts = [...text.slice(-20000).matchAll(/(?<![\w.])[\w.]{0,80}(?:Error|Exception|Warning): /g)];
    return starts.length ? text.slice(-20000).slice(starts[starts.length - 1].index) : text.slice(-3000);
  }

  return { rank, kindOf: (number) => documents[number].kind };
};
