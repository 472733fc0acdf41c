"use strict";

/* Finds the answers to a query and says which come first, and why. Needs makeIndex, Words, and what answers.js and
   answers-more.js hold; of errors-data.js, which may come later, causes, fixes, and what finds errors by their messages.
   The index knows BM25; what a query means, and what matters more than its words, is here. */
var makeRanking = (answers, more) => {
  const WEIGHTS = { title: 2, asks: 1.6, calls: 2, idWords: 1.4, page: 0.7, section: 0.7, text: 1 };
  const KINDS = { claim: 1, error: 0.9, page: 1.1, section: 0.75, term: 1.05, call: 0.35, line: 0.7, "page about": 0.6, "page list": 0.5 };
  const LONGEST = 300; // letters of a query that is no message

  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const unbroken = (text) => text.toLowerCase().replace(/[ -]/g, "");
  /* Whether a synonym is typed in a text; of most not even the letters are, and they need no pattern. */
  const isTyped = ({ typed, run }, text) => unbroken(text).includes(run) && pattern(typed).test(text);
  const pattern = (typed) => new RegExp(
    (/^[a-z0-9]/.test(typed) ? "(?:^|[^a-z0-9_])" : "()") + `(${escape(typed).replace(/[ -]/g, "[ -]?")})` +
      (/[a-z0-9]$/.test(typed) ? "(?:e?s)?(?![a-z0-9_])" : ""), "i");
  const synonyms = answers.synonyms.map(([typed, meant, instead]) => ({ typed, meant, instead, run: unbroken(typed) }));

  const documents = [];
  const add = (kind, address, title, rest) => documents.push({ number: documents.length, kind, address, title, ...rest });
  const anchored = (page, anchor) => `${answers.pages[page][0]}#${anchor}`;
  const pageTitle = (page) => answers.pages[page][1];

  answers.pages.forEach(([address, title, asks = ""], page) => {
    const kind = /^about\/(?!glossary|upgrade|versions)|^articles\//.test(address) ? "page about" : /(?:^|\/)index\.html$/.test(address) ? "page list" : "page";
    add(kind, address, title, { text: more.pages[page], asks, idWords: address.replace(/\.html$|^.*plot_\d+_|[/_-]/g, " ") });
  });
  more.sections.forEach(([page, anchor, title]) => add("section", anchored(page, anchor), title, { page: pageTitle(page) }));
  const claimed = [...answers.claims.map(([page, claims], at) => [page, claims, more.claims[at]]), ...more.later];
  claimed.forEach(([page, claims, told]) => claims.forEach(([verdict, weight, id, first, calls = "", asks = ""], place) => {
    const section = told?.[place] ?? -1;
    add("claim", anchored(page, id), first, {
      id, verdict: answers.verdicts[verdict], calls, asks, weight,
      idWords: id.slice(id.indexOf(".") + 1).replace(/-/g, " "), topic: id.split(".")[0],
      page: pageTitle(page), section: section < 0 ? "" : more.sections[section][2],
    });
  }));
  answers.terms.forEach(([page, anchor, title], at) => add("term", anchored(page, anchor), title, { text: more.terms[at], page: pageTitle(page) }));
  more.calls.forEach(([name, count]) => add("call", `claim-routes.html#cap-${name}`, name, { count }));
  more.lines.forEach(([address, title, text, asks = ""]) => add("line", address, title, { text, asks }));
  more.errors.forEach(([id, title, asks = ""]) => add("error", `reference/errors/${id}.html#${id}`, title, { id, asks, idWords: id.replace(/-/g, " ") }));
  let findErrors = null;
  function learn(errors, find) {
    findErrors = find;
    const told = new Map(errors.map(([address, cause, fix]) => [address, { cause, fix }]));
    for (const document of documents) Object.assign(document, told.get(document.address));
  }

  const questions = []; // of each answer, as they are and in the words of the pages
  const questionsOf = (number) => (questions[number] ??= (documents[number].asks || "").split(" / ").filter(Boolean)
    .map((question) => ({ question, understood: understand(question).text })));
  const asksOf = (number) => {
    const both = ["question", "understood"].map((as) => questionsOf(number).map((asked) => asked[as]).join(" / "));
    return [...new Set(both)].join(" / ");
  };

  const vocabulary = new Map(); // how often each word is written
  const holders = new Map(); // how many answers hold it, and the last of them
  const wordsOf = (number, field) => {
    const document = documents[number];
    const text = field === "calls" && document.kind === "call" ? document.title : field === "asks" ? asksOf(number) : document[field] || "";
    const words = Words.of(text);
    for (const word of words) {
      vocabulary.set(word, (vocabulary.get(word) || 0) + 1);
      const [count, last] = holders.get(word) || [0];
      if (last !== number) holders.set(word, [count + 1, number]);
    }
    return words;
  };
  const index = makeIndex(Object.entries(WEIGHTS), wordsOf);
  const SLICE = 5; // milliseconds of work at a time: nobody waits for a key
  const pause = () => new Promise((resolve) => setTimeout(resolve));
  const addAll = async () => {
    await pause();
    let began = performance.now();
    for (const { number } of documents) {
      index.add(number);
      phrasesOf(number);
      if (performance.now() - began < SLICE) continue;
      await pause();
      began = performance.now();
    }
    await pause();
  };
  const held = (word) => holders.get(word)?.[0] || 0;
  const rarities = new Map(); // asked for once all answers are in the index
  const rarity = (word) => {
    if (!rarities.has(word)) rarities.set(word, Math.min(6, Math.log(1 + (documents.length - held(word) + 0.5) / (held(word) + 0.5))));
    return rarities.get(word);
  };

  // Titles and questions, each as the set of its words: what is typed may be one of them, more or less
  const phrases = [];
  const phrasesOf = (number) => {
    const { kind, title } = documents[number];
    return (phrases[number] ??= [
      ...(["claim", "error", "call"].includes(kind) ? [] : [{ understood: title }]),
      ...questionsOf(number),
    ].map(({ question, understood }) => ({ question, words: telling(Words.cut(understood, true)) })));
  };
  function likeness(number, asked) {
    let best = { share: 0 };
    for (const { words, question } of phrasesOf(number)) {
      let [common, every] = [0, 0];
      for (const word of words) every += rarity(word);
      for (const word of asked) words.has(word) ? (common += rarity(word)) : (every += rarity(word));
      const [first, second] = [...asked].filter((word) => words.has(word)).map((word) => [...words].indexOf(word));
      const share = (first > second ? 0.9 : 1) * common / every; // "a to b" is not "b to a"
      if (every && share > best.share) best = { share, question };
    }
    return best;
  }

  const exactTitles = new Map();
  const bareTitle = (text) => Words.even(text).toLowerCase().replace(/[\s?？!。.]+/g, " ").trim();
  for (const document of documents) {
    if (document.kind !== "term" && !document.kind.startsWith("page")) continue;
    const [, other = ""] = document.kind === "term" ? /^[(（]([^)）]+)[)）]/.exec(document.text) || [] : [];
    for (const title of [document.title, other].map(bareTitle)) {
      if (title && !(exactTitles.has(title) && document.kind === "page list")) exactTitles.set(title, document.number);
    }
  }

  /* The words that say most of what was written, without parts of names */
  function telling(cut) {
    return new Set(cut.filter(({ word, weight }) => weight >= 0.6 && word[0] !== "~").map(({ word }) => word));
  }

  /* A text in the words of the pages, and what was understood otherwise than it was written. */
  function understand(written) {
    let text = written;
    const told = [];
    for (const synonym of synonyms) {
      const { typed, meant, instead } = synonym;
      if (!instead || !isTyped(synonym, text)) continue;
      text = text.replace(pattern(typed), (whole, word) => `${whole[0] === word[0] ? "" : whole[0]} ${meant} `);
      told.push([typed, meant]);
    }
    return { text, told };
  }

  /* The query's words in groups, and what is looked for besides. */
  function read(query, isMessage) {
    const { text, told } = isMessage ? { text: query, told: [] } : understand(query);
    const cut = Words.cut(text, true);
    let group = 1 + Math.max(-1, ...cut.map((piece) => piece.group));
    const besides = [];
    for (const [typed, meant] of told) { // some pages may say it as it was typed
      const meantWords = new Set(Words.cut(meant, true).map(({ word }) => word));
      const home = cut.find(({ word }) => meantWords.has(word));
      if (home) for (const piece of Words.cut(typed, true)) besides.push({ ...piece, group: home.group, weight: piece.weight * 0.6 });
    }
    for (const synonym of synonyms) {
      const { typed, meant, instead } = synonym;
      if (instead || isMessage || !(isTyped(synonym, query) || isTyped(synonym, text))) continue;
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
    return { cut, besides, told, text };
  }

  const LATIN = /^[a-z][a-z0-9_]*$/;
  /* Two words that the site writes as one, and one that it writes as two. */
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
      if (word.length < 7 || held(word)) continue;
      for (let at = 3; at <= word.length - 3; at++) {
        const parts = [word.slice(0, at), word.slice(at)].map(Words.stem);
        if (parts.every((part) => held(part) > 1)) found.push(...parts.map((part) => ({ word: part, group, weight: 0.7 })));
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
    for (const [known, count] of vocabulary) {
      if (!/^[a-z_]/.test(known)) continue;
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
  const LIKE_A_MESSAGE = /(?:Error|Warning|Exception)\b|can't|cannot|unsupported|expected|not (?:implemented|available|writ|compatible|supported)|ambiguous|\bgot\b|has no attribute|invalid|must be/i;
  const isMessage = (query) => query.length > 14 && LIKE_A_MESSAGE.test(query) && (query.match(/[A-Za-z]+/g) || []).length > 4;
  const MEANING = /^what(?: is|'s| are| does)\b|\bmeaning of\b|^什么是|是什么|什么意思/i;
  const MEMORY = /\bcop(?:y|ies|ied|ying)\b|\bshar(?:e|es|ed|ing)\b|same memory|independent|alias|复制|拷贝|共享|副本|同一块?内存|影响/i;
  const TELLS_MEMORY = new Set(["shares", "copies", "depends", "memory"]);
  const VARIES = /\btorch\.(?:cuda\.)?\w*Tensor\b|\bcuda:\d+|[[(][-\d, ]*[\])]|<class '[^']*'>|(?<![\w.])-?\d[\d.]*(?![\w-])/g;

  function search(typed, most = 20) {
    const raw = typed.trim();
    if (!raw) return { hits: [], told: [], sure: true, wantsErrors: false };
    const message = isMessage(raw);
    const query = message ? lastLine(raw).replace(VARIES, " ") : raw.slice(0, LONGEST);
    const { cut, besides, told, text } = read(query.slice(0, LONGEST), message);
    const others = joined(cut);
    const asked = telling(cut);
    // What the site does not hold as it was typed is taken for the beginning of a word, or for a misspelt one.
    const spelt = [];
    const groups = new Map();
    const into = (pieces) => { for (const piece of pieces) groups.set(piece.group, [...(groups.get(piece.group) || []), piece]); };
    into([...cut, ...others, ...besides]);
    for (const [group, pieces] of groups) {
      if (pieces.some(({ word, weight }) => weight >= 0.5 && held(word))) continue;
      for (const { word, weight } of pieces.filter(({ word, weight }) => weight >= 0.6 && LATIN.test(word))) {
        const meant = guesses(word);
        if (!meant.length) continue;
        spelt.push([word, meant[0][0]]);
        asked.delete(word);
        asked.add(meant[0][0]);
        into(meant.map(([known, likely]) => ({ word: known, group, weight: weight * likely })));
      }
    }
    const weightOf = new Map();
    for (const pieces of groups.values()) for (const { word, weight } of pieces) weightOf.set(word, Math.max(weightOf.get(word) || 0, weight));
    const results = index.search(weightOf);

    // How much of what was typed an answer has, each thing once
    const weights = new Map();
    let total = 0;
    for (const [group, pieces] of groups) {
      const weight = Math.max(0, ...pieces.filter(({ word }) => held(word)).map(({ word, weight: own }) => own * rarity(word)));
      weights.set(group, weight);
      total += weight;
    }
    const typedWords = new Set(cut.map(({ word }) => word));
    const aboutMemory = MEMORY.test(raw);
    const corrected = spelt.reduce((sentence, [wrong, right]) => sentence.replace(wrong, right), raw.toLowerCase());
    const exact = [raw, text, corrected].map((one) => exactTitles.get(bareTitle(one))).find((number) => number !== undefined);

    const hits = results.map((hit) => {
      const document = documents[hit.number];
      let covered = 0;
      for (const [group, pieces] of groups) {
        const most = weights.get(group);
        if (!most) continue;
        const found = pieces.filter(({ word }) => hit.matched.has(word)).map(({ word, weight }) => weight * (0.5 + Math.min(0.5, rarity(word) / most / 2)));
        covered += most * Math.min(1, Math.max(0, ...found));
      }
      let score = hit.score * (0.05 + (total ? Math.min(1, covered / total) : 0));
      score *= KINDS[document.kind] * (1 + 0.12 * (document.weight || 0));
      if (document.kind === "error") score *= message ? 2 : 0.8;
      if (hit.number === exact) score *= 4;
      if (document.kind === "term" && MEANING.test(raw)) score *= 4;
      const { share, question } = likeness(hit.number, asked);
      score *= 1 + 4 * Math.max(0, (share - 0.35) / 0.65) ** 2;
      if (document.kind === "call" && !typedWords.has(document.title.toLowerCase().split(".").pop())) score *= 0.1;
      if (aboutMemory && TELLS_MEMORY.has(document.verdict?.[0])) score *= 1.3;
      return { document, score, matched: hit.matched, asked: share > 0.4 ? question : undefined };
    });
    hits.sort((one, other) => other.score - one.score);
    // What is pasted, or what an error answers, may be one of the known messages.
    const isError = raw.length > 9 && (message || hits.slice(0, 6).some(({ document }) => document.kind === "error"));
    const known = isError && findErrors ? findErrors(raw, true).filter(({ exact }) => exact || message) : [];
    const alike = new Set(known.map(({ address }) => address));
    for (const hit of hits) if (alike.has(hit.document.address)) hit.score *= 4;
    const named = documents.filter(({ id }) => id && (id === raw || id.endsWith(`.${raw}`)));
    const first = new Map([...named, ...known.filter(({ exact }) => exact)].map((hit, place) => [hit.address, place]));
    for (const [address] of first) {
      if (!hits.some(({ document }) => document.address === address)) hits.push({ document: documents.find((one) => one.address === address), score: 0, matched: new Set() });
    }
    const place = ({ document }) => first.get(document.address) ?? Infinity;
    hits.sort((one, other) => (place(one) === place(other) ? other.score - one.score : place(one) - place(other)));
    // Whether what comes later will hardly change the first answer: all is known, and it is one name, or one answer leads
    const isKnown = [...groups.values()].every((pieces) => pieces.some(({ word }) => held(word)));
    const leads = cut.every(({ group }) => group === cut[0].group) || !hits[1] || hits[0].score > 2 * hits[1].score;
    const sure = hits.length > 0 && !message && !spelt.length && isKnown && leads;
    return { hits: hits.slice(0, most), told, spelt, sure, wantsErrors: isError && !findErrors };
  }

  /* Of a traceback what Python says in the end. */
  function lastLine(text) {
    const starts = [...text.slice(-20000).matchAll(/(?<![\w.])[\w.]{0,80}(?:Error|Exception|Warning): /g)];
    return starts.length ? text.slice(-20000).slice(starts[starts.length - 1].index) : text.slice(-3000);
  }

  return addAll().then(() => ({ search, learn, documents, WEIGHTS, KINDS }));
};
