/* Sphinx's scores, but claims first: those that hold every word asked for, the shortest before the longer ones. */
var Scorer = {
  score: ([docname, title, anchor, descr, score, filename, kind]) =>
    kind === "object" ? score - title.length / 1000 : score,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 40, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
