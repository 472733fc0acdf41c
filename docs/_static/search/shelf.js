"use strict";

/* The parts of the index and of what documents say, each a script that puts itself here when it is fetched. */
var SHELF = {};
/* `late` is called when something comes that was given up. */
var makeShelf = (edition, late) => {
  const PATIENCE = 1500; // milliseconds; a part that has not come by then must not hide the other answers
  const asked = new Map();
  const given = new Set(); // parts that were waited for, whether they came or not
  const key = (name) => `${edition}/${name}`; // the numbers of another edition are others
  const get = (name) => SHELF[key(name)] ?? (given.has(name) ? "" : undefined);

  /* What a script brings, or nothing if it is missing, broken or slow. */
  function patient(comes) {
    let isLate = false;
    const done = comes.then((found) => { if (isLate) late(); return found; }, () => {});
    return Promise.race([done, new Promise((resolve) => setTimeout(() => { isLate = true; resolve(); }, PATIENCE))]);
  }

  function fetch(name) {
    if (!asked.has(name)) asked.set(name, patient(load(`answers/${name}.js?${edition}`, true)).then(() => given.add(name)));
    return asked.get(name);
  }

  return { get, fetch, patient };
};

/* What documents say: `kinds` has a sign for each, `told` the number of the first one of each part. */
var makeDocuments = ({ kinds, told, verdicts }, shelf, kindOf) => {
  const FIELDS = {
    page: ["address", "title", "text"], section: ["anchor", "title"], claim: ["verdict", "id", "title"], term: ["anchor", "title", "text"],
    call: ["title"], line: ["address", "title", "text"], error: ["id", "title", "cause", "fix"],
  };
  const headings = Index.headings(kinds);
  const partOf = (number) => told.findLastIndex((first) => first <= number);
  const fetch = (numbers) => Promise.all([...new Set(numbers.map(partOf))].map((part) => shelf.fetch(`t${part}`)));

  /* {kind, address, title, …}, or nothing if its part has not come, which its headings are in as well. */
  function get(number) {
    const first = told[partOf(number)];
    const [pageBefore, sectionBefore, ...texts] = shelf.get(`t${partOf(number)}`) || [];
    const text = texts[number - first];
    if (!text) return undefined;
    const kind = kindOf(number);
    const document = { kind };
    FIELDS[kind].forEach((name, at) => (document[name] = text[at]));
    if (kind === "call") document.address = `claim-routes.html#cap-${document.title}`;
    if (kind === "error") document.address = `reference/errors/${document.id}.html#${document.id}`;
    if (kind === "claim") document.verdict = verdicts[document.verdict];
    const [page, section] = headings[number];
    const [pageText, sectionText] = [texts[page - first] || pageBefore, texts[section - first] || sectionBefore];
    if (page >= 0) Object.assign(document, { address: `${pageText[0]}#${document.anchor ?? document.id}`, page: pageText[1] });
    if (section >= 0) document.section = sectionText[1];
    return document;
  }

  return { fetch, get };
};
