"use strict";

/* Finds the entries of the errors page by a pasted text, whatever its variable parts: for that page and for the search.
   It becomes the end of errors-data.js, and needs its KNOWN_ERRORS: the patterns of variable parts, and errors as [texts,
   older texts], with each variable part of a text as {name=example}. */
var makeFindErrors = () => {
  // Each of these looks at a word once, however long it is, and no more than LONGEST letters are ever compared.
  const LONGEST = 3000;
  const START = /(?<![\w.])[\w.]{0,80}(?:Error|Exception|Warning): /g;
  // What varies from one raise to the next, and what is too common to tell anything.
  const VARIABLE = new RegExp(
    [
      /(["'`])[^"'`\s]{1,40}\1/,
      /\b0x[\da-f]+\b/,
      /\b(?:cuda|cpu|meta|mps|xpu|hpu|xla)(?::\d+)?\b/,
      /\b(?:torch|numpy|np)\.\w+/,
      /\b(?:u?int|b?float|complex|long|double|half|bool)\w*\b/,
      /(?<!\S)[^\s\d]*\d\S*/,
    ].map((part) => part.source).join("|"),
    "gi",
  );
  const inOrder = (text) => text.toLowerCase().match(/[a-z_]{2,}/g) || [];
  const words = (text) => new Set(inOrder(text.replace(VARIABLE, " ")));

  const escape = (constant) => constant.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  function readText(source) {
    const [type, ...rest] = source.replace(/\s+/g, " ").split(": ");
    const pieces = rest.join(": ").split(/\{([a-z]+)(?:=([^{}]*))?\}/); // constant, name, example, constant, …
    const body = pieces.map((piece, index) => (index % 3 === 1 ? "" : (piece ?? "…"))).join("");
    const pattern = pieces.map((piece, index) => [escape, (name) => KNOWN_ERRORS.parts[name], () => ""][index % 3](piece));
    const constants = pieces.filter((_piece, index) => index % 3 === 0).join(" ");
    const telling = words(constants).size > 1;
    const whole = pattern.join("").replace(/\\\.$/, "\\.?"); // people leave out the last full stop
    const found = new RegExp(telling ? whole : `: ${whole}`); // a number alone is that of any message
    return { type, text: `${type}: ${body}`, words: words(body), line: ` ${inOrder(body).join(" ")} `, telling, pattern: found };
  }

  const texts = KNOWN_ERRORS.errors.flatMap(([current, old], at) =>
    [...current, ...old].map((source, index) => ({
      at, old: index >= current.length, ...readText(source),
    })),
  );
  const holders = {};
  texts.forEach((text) => text.words.forEach((word) => (holders[word] = (holders[word] || 0) + 1)));
  // A word that no text has may be one of theirs in another form or spelling.
  const stems = {};
  Object.keys(holders).forEach((word) => word.length > 5 && (stems[word.slice(0, 4)] ||= []).push(word));
  const alike = (known, word) => Math.abs(known.length - word.length) < 3 && known.slice(-3) === word.slice(-3);
  const near = (word) => (word in holders ? word : (stems[word.slice(0, 4)] || []).find((known) => alike(known, word)) || word);
  const weight = (set) => [...set].reduce((sum, word) => sum + Math.log(1 + texts.length / (holders[word] || 0.5)), 0);

  /* From the last "SomeError: " on, which is what Python says in the end; all of it where there is none. */
  function lastWords(pasted) {
    const starts = [...pasted.matchAll(START)];
    const tail = starts.length ? pasted.slice(starts[starts.length - 1].index) : pasted.slice(-LONGEST);
    return tail.slice(0, LONGEST);
  }

  function score(text, tail, tailWords, line) {
    const sameType = tail.startsWith(text.type + ":");
    // the pattern of a text that says next to nothing, such as "tensor(…)", fits what is no message as well
    const whole = (text.telling || sameType) && text.pattern.test(tail);
    const part = line && text.line.includes(` ${line} `);
    const common = new Set([...tailWords].filter((word) => text.words.has(word)));
    const shared = weight(common);
    const alike = 0.7 * (shared / weight(tailWords)) + 0.3 * (shared / weight(text.words));
    return { exact: whole || part, common: common.size, alike: (alike || 0) + (sameType ? 0.1 : 0) };
  }

  /* The best entries first, each once. `strict` leaves out what is not clearly one of these messages. */
  function find(pasted, strict) {
    const tail = lastWords(pasted).trim().replace(/\s+/g, " ");
    const bare = tail.replace(START, "");
    const tailWords = new Set([...words(bare)].map(near));
    // a part of a message is that message, unless its words are as common as those of "sparse tensor to numpy"
    const ordered = inOrder(bare).map(near);
    const line = ordered.length > 2 && weight(tailWords) > 9.5 && ordered.join(" ");
    const ranked = texts
      .map((text) => ({ ...text, ...score(text, tail, tailWords, line) }))
      .filter((hit) => hit.exact || (strict ? hit.common > 3 && hit.alike > 0.7 : hit.common > 1 && hit.alike > 0.3))
      .sort((a, b) => b.exact - a.exact || (a.exact && a.old - b.old) || b.alike - a.alike);
    // a text that fits is that error; what is merely alike is offered only where none fits
    const best = ranked.filter((hit) => (ranked[0].exact ? hit.exact : hit.alike > 0.6 * ranked[0].alike));
    return best.filter((hit, index) => best.findIndex((other) => other.at === hit.at) === index);
  }

  return find;
};
