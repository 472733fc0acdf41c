"use strict";

/* Words that mean the same: [typed, meant, 1 if it stands in for what was typed and 0 if it is looked for besides]. */
var makeMeanings = (pairs) => {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const unbroken = (text) => text.toLowerCase().replace(/[ -]/g, "");
  const pattern = (typed) => new RegExp(
    (/^[a-z0-9]/.test(typed) ? "(?:^|[^a-z0-9_])" : "()") + `(${escape(typed).replace(/[ -]/g, "[ -]?")})` +
      (/[a-z0-9]$/.test(typed) ? "(?:e?s)?(?![a-z0-9_])" : ""), "i");
  const every = pairs.map(([typed, meant, instead]) => ({ typed, meant, instead, run: unbroken(typed) }));

  /* A text in the words of the pages, and what was understood otherwise than it was written. */
  function understand(written) {
    let [text, run] = [written, unbroken(written)];
    const told = [];
    for (const one of every) {
      // of most not even the letters are typed, and they need no pattern
      if (!one.instead || !run.includes(one.run) || !pattern(one.typed).test(text)) continue;
      text = text.replace(pattern(one.typed), (whole, word) => `${whole[0] === word[0] ? "" : whole[0]} ${one.meant} `);
      run = unbroken(text);
      told.push([one.typed, one.meant]);
    }
    return { text, told };
  }

  /* What is looked for besides because of one of these texts */
  function besides(...texts) {
    const runs = texts.map(unbroken);
    return every.filter(({ typed, instead, run }) => !instead && texts.some((text, at) => runs[at].includes(run) && pattern(typed).test(text)));
  }

  return { understand, besides };
};
