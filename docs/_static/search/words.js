"use strict";

/* Cuts English and Chinese about a Python library into words that can be found. Names of calls stay whole and are also
   cut into parts; each run of Han characters is cut into windows of two, which needs no dictionary. */
var Words = (() => {
  const PIECES = new RegExp(
    [
      /(?<hyphened>[a-z0-9_]+(?:-[a-z0-9_]+)+)/,
      /(?<name>\.?[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)(?<called>\s?\()?(?<value>=["']?[a-z0-9_]+)?/,
      /(?<number>\d+(?:\.\d+)+|[a-z0-9_]+)/,
      /(?<han>[\u3400-\u9fff]+)/,
      /(?<sign>[-+*/@&]=|[!=<>]=|::-1)/,
    ].map((part) => part.source).join("|"),
    "gi",
  );
  // Nobody searches for these, but names hold them (from_numpy, is_contiguous): they leave queries only.
  const STOP = new Set((
    "a an the of to in on at by for and or is are was were be been being it its this that these those as with from into " +
    "than then so do does did doing done how what when where which who whom whose why can could may might must shall " +
    "should will would i im i'm me my we us our you your he she they them their there here if but need needs want wants " +
    "get gets got getting give gives given gave make makes made making use uses used using have has had having just also " +
    "only still any some all each both same other s t re ve ll d am let lets please about between vs versus when while " +
    "way ways best proper properly correct correctly actually really possible able happen happens happening work works " +
    "mean means up out tell know there's that's what's doesn doesnt don dont isn isnt aren didn didnt wont cant"
  ).split(" "));
  const ASKING = new RegExp([
    "怎么样", "怎么办", "怎么回事", "怎么", "怎样", "如何", "为什么", "为啥", "为何", "是不是", "有没有", "能不能", "可不可以", "会不会", "要不要", "是否",
    "什么是", "是什么", "(?<!同)一[个种](?![元数维字])", "哪些", "哪个", "哪里", "什么", "多少", "请问", "一下", "可以", "应该", "应当", "的时候", "时候", "之前", "之后", "以后", "以前",
    "(?:转换|转化|转变|转|变换|变)(?:成|为|到|回)", "转(?!置|移|义)[换化]?", "直接", "需要先", "要先", "到底", "究竟", "还能", "还会", "还是", "能", "会", "需要(?!梯度)", "有", "是", "用", "里面", "上面", "里", "上(?!溢)", "后",
    "先", "对(?!齐)", "在", "让", "给", "我", "想", "要",
  ].join("|"), "g");
  const BREAK = /[的了吗呢吧啊么着过和与跟及或把被就都也还很将]|\s/;
  const DTYPE = /^(?:u?int|b?float|complex)\d+$/;
  const MODULES = new Set(["torch", "np", "numpy", "tensor", "t", "x", "a"]);

  const even = (text) => text.normalize("NFKC").replace(/[‘’]/g, "'");

  /* A light stemmer: plurals, -ing, -ed, -ly, -er, -ation, and British spelling. */
  function stem(word) {
    if (word.length < 4 || /[^a-z]/.test(word)) return word;
    let found = word.replace(/is(e|es|ed|ing|ation|er)$/, "iz$1").replace(/our$/, "or");
    if (/ies$/.test(found)) found = found.slice(0, -3) + "y";
    else if (/(?:ch|sh|x|ss|zz)es$/.test(found)) found = found.slice(0, -2);
    else if (/[^su i]s$/.test(found)) found = found.slice(0, -1);
    const ending = /^(.*[aeiouy].*)(?:ing|ed|ly|er|ations?)$/.exec(found);
    if (ending && ending[1].length >= 3) found = ending[1].replace(/([^lsz])\1$/, "$1");
    return found.replace(/e$/, "").replace(/i$/, "y");
  }

  /* [{word, group, weight}]: a group is one thing that was written, and its words are ways to find it. */
  function cut(text, asked) {
    const found = [];
    let group = 0;
    const beside = asked && /[a-z]{3}/i.test(text) ? 0.75 : 1; // a name tells more than each of the windows around it
    const add = (word, weight = 1) => word && found.push({ word, group, weight });
    // A part of a name is a word of its own kind, which a word that is typed finds besides.
    const addPart = (part, weight) => {
      if (part.length < 2 || (asked && STOP.has(part))) return;
      if (asked) add(stem(part), weight);
      add("~" + stem(part), weight);
    };
    const addWord = (word, weight = 1) => {
      add(stem(word), weight);
      if (asked) add("~" + stem(word), weight * 0.35);
    };

    function addName(name, weight, written) {
      const core = name.replace(/^_+|_+$/g, "");
      add(name, weight);
      if (core !== name) add(core, weight * 0.8);
      const parts = core.includes("_") ? core.split("_") : written.split(/(?<=[a-z])(?=[A-Z])/).map((part) => part.toLowerCase());
      if (core.includes("_")) add(stem(core.replace(/_/g, "")), weight * 0.8);
      else if (stem(name) !== name) add(stem(name), weight);
      if (parts.length > 1) parts.forEach((part) => addPart(part, weight * 0.35));
    }

    for (const { groups: { hyphened, name, called, value, number, han, sign } } of even(text).matchAll(PIECES)) {
      if (hyphened) {
        const parts = hyphened.toLowerCase().split("-");
        add(stem(parts.join("")));
        parts.forEach((part) => asked && STOP.has(part) || part.length < 2 || addWord(part, 0.6));
      } else if (name) {
        const written = name.replace(/^\./, "");
        const parts = written.toLowerCase().split(".");
        const last = parts[parts.length - 1];
        const isCall = name[0] === "." || parts.length > 1 || Boolean(called);
        if (!isCall && !value && !/_/.test(last) && !/[a-z][A-Z]/.test(written)) {
          if (asked && STOP.has(last)) continue;
          addWord(last);
        } else {
          const isDtype = asked && DTYPE.test(last); // torch.float32 is asked for where the pages say float32
          if (parts.length > 1 && parts[0].length > 1 && !isDtype) add(parts.join("."));
          if (parts.length > 2 && !isDtype) add(parts.slice(-2).join("."));
          if (parts.length > 1 && /\.[A-Z][^.]*$/.test(written)) add(written); // torch.Tensor is not torch.tensor
          if (isCall && !isDtype) add("." + last); // the method .numpy is not the library
          if (value) add(last + value.toLowerCase().replace(/["']/g, ""));
          parts.forEach((part, index) => {
            // a method's bare name is an everyday word as well
            if (index === parts.length - 1) addName(part, asked && isCall && !isDtype && !/_/.test(part) ? 0.5 : 1, written.split(".").pop());
            else if (MODULES.has(part)) asked && part !== "tensor" || part.length < 2 || add(part, 0.3);
            else addName(part, 0.6, part);
          });
          if (value && !asked) add(value.toLowerCase().replace(/[="']/g, ""));
        }
      } else if (han) {
        for (const run of (asked ? han.replace(ASKING, " ") : han).split(BREAK)) {
          if (run.length === 1 && (!asked || run === text.trim())) { add(run); group++; }
          for (let at = 0; at + 1 < run.length; at++) { add(run.slice(at, at + 2), beside); group++; }
        }
        continue;
      } else add((number || sign).toLowerCase());
      group++;
    }
    for (const word of directions(text)) { add(word, 0.8); group++; }
    return found;
  }

  /* From what to what a conversion leads: the same words say it both ways round. */
  const ENDS = {
    tensor: /(?:pytorch|torch)?[ .]?tensors?\b|\b(?:py)?torch\b|张量/, array: /(?:numpy|np)?[ .]?(?:nd)?arrays?\b|\bnumpy\b|\bndarray\b|数组/,
    list: /\b(?:python )?lists?\b|列表/, number: /\b(?:python )?(?:numbers?|floats?|scalars?|ints?|integers?)\b|标量|数字|数值|浮点数/,
    image: /\b(?:pil|pillow|images?|pictures?|png|jpe?g)\b|图像|图片/, frame: /\b(?:pandas|dataframes?|data frames?|frames?|series)\b|表格/,
  };
  const unnamed = Object.values(ENDS).map((kind) => kind.source).join("|");
  const MOVE = new RegExp(`(?<first>${unnamed})(?:[^.,;，。；、]{0,18}?)(?:\\b(?:in)?to\\b|->|→|转成?|变成?|换成|成为|到)(?:[^.,;，。；、]{0,14}?)(?<second>${unnamed})`, "gi");
  const FROM = new RegExp(`(?<second>${unnamed}) from (?:a |an |the )?(?:\\w+ )?(?<first>${unnamed})`, "gi");
  const LEADS = /\b(?:in)?to\b|->|[→转变换成到]|\bfrom\b/i; // one of these is in both
  const end = (text) => Object.keys(ENDS).find((name) => new RegExp(`^(?:${ENDS[name].source})$`, "i").test(text.trim()));

  function directions(text) {
    if (text.length > 400 || !LEADS.test(text)) return [];
    const found = new Set();
    for (const pattern of [MOVE, FROM]) {
      for (const { groups: { first, second } } of text.matchAll(pattern)) {
        const [from, to] = [end(first), end(second)];
        if (from && to && from !== to) found.add(`${from}>${to}`);
      }
    }
    return [...found];
  }

  /* The words that say most of what was written, without parts of names */
  const telling = (pieces) => new Set(pieces.filter(({ word, weight }) => weight >= 0.6 && word[0] !== "~").map(({ word }) => word));

  return { cut, stem, telling, of: (text) => cut(text, false).map(({ word }) => word) };
})();
