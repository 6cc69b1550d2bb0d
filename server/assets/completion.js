// What can stand at the cursor: our prefixes, classes and properties, those that are used most
// first; the variables of the query; the words of SPARQL. A term is also found by the words of its
// name in the reader's language.

import { folded } from "../static/folding.js";

const KEYWORDS = [
  "ASK", "BIND", "BOUND", "COALESCE", "CONCAT", "CONSTRUCT", "CONTAINS", "COUNT", "DESCRIBE",
  "DISTINCT", "EXISTS", "FILTER", "GRAPH", "GROUP BY", "GROUP_CONCAT", "HAVING", "IF", "IN", "LANG",
  "LCASE", "LIMIT", "MAX", "MIN", "MINUS", "NOT EXISTS", "OFFSET", "OPTIONAL", "ORDER BY", "PREFIX",
  "REGEX", "SAMPLE", "SELECT", "STR", "STRSTARTS", "SUBSTR", "SUM", "UCASE", "UNION", "VALUES",
  "WHERE", "YEAR",
];
const WORD = /[?$]?[\p{L}\p{N}_-]*:?[\p{L}\p{N}_.-]*$/u;
const BEFORE_CLASS = /(?:^|[\s;{])(?:a|rdf:type)(?:\/rdfs:subClassOf\*)?\s+$/;
// After the subject of a triple, or after the semicolon that goes on with it.
const BEFORE_PROPERTY =
  /(?:;\s*|[{.]\s*(?:[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_-]*:[\p{L}\p{N}_.-]*|<[^<>\s]*>)\s+)$/u;
const LOOKED_BACK = 300;
const AFTER_PREFIX = /\bPREFIX\s+$/i;
const LEAST = 2;
const MOST = 60;
const STARTS = 2;
const HOLDS = 1;

/** Return the completions at a place, for CodeMirror. */
export function completionsAt(context, terms) {
  const word = context.matchBefore(WORD);
  const typed = word?.text ?? "";
  if (!context.explicit && typed.length < LEAST && !/^[?$:]/.test(typed)) return null;
  const from = word?.from ?? context.pos;
  const line = context.state.doc.lineAt(from);
  const before = context.state.sliceDoc(line.from, from);
  if (inText(before)) return null;
  const longer = context.state.sliceDoc(Math.max(0, from - LOOKED_BACK), from);
  return { from, filter: false, options: options(typed, longer, context.state.doc, terms) };
}

// Whether a place is within a comment, a string or an IRI.
function inText(before) {
  const rest = before.replace(/<[^<>\s]*>|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "");
  return /["'#]|<[^\s<>]+$/.test(rest);
}

function options(typed, before, text, terms) {
  if (/^[?$]/.test(typed)) return variables(typed, text);
  if (AFTER_PREFIX.test(before)) return chosen(typed, terms.prefixes.map(declaration));
  const wanted = kinds(before);
  const fitting = wanted.flatMap((kind) => terms[kind].map((term) => option(term, kind)));
  const found = chosen(typed, fitting);
  if (typed.includes(":")) return found;
  const words = wanted[0] !== "class" ? KEYWORDS.map((label) => ({ label, type: "keyword" })) : [];
  const prefixes = terms.prefixes.map(({ prefix, namespace }) => ({
    label: `${prefix}:`,
    detail: namespace,
    type: "namespace",
  }));
  const others = [...chosen(typed, words), ...chosen(typed, prefixes)];
  return BEFORE_PROPERTY.test(before) ? [...found, ...others] : [...others, ...found];
}

// Returns which kinds of terms can stand after a text.
function kinds(before) {
  if (BEFORE_CLASS.test(before)) return ["class"];
  return BEFORE_PROPERTY.test(before) ? ["property"] : ["property", "class"];
}

function option(term, kind) {
  return {
    label: term.term,
    detail: term.detail,
    info: term.definition || null,
    type: kind,
    words: `${term.term.toLowerCase()} ${term.words}`,
  };
}

function declaration({ prefix, namespace }) {
  return { label: `${prefix}: <${namespace}>`, type: "namespace" };
}

function variables(typed, text) {
  const names = new Set(text.toString().match(/[?$][\p{L}\p{N}_]+/gu));
  names.delete(typed);
  return [...names]
    .filter((name) => name.startsWith(typed))
    .sort()
    .map((label) => ({ label, type: "variable" }));
}

// Returns those that fit what is typed, those that begin so first, else in their order.
function chosen(typed, all) {
  const sought = folded(typed);
  const ranked = all.map((one) => ({ one, rank: rank(one.words ?? folded(one.label), sought) }));
  return ranked
    .filter(({ rank }) => rank)
    .sort((one, other) => other.rank - one.rank)
    .slice(0, MOST)
    .map(({ one }, place) => ({ ...one, boost: -place }));
}

function rank(words, sought) {
  if (!sought || words.startsWith(sought)) return STARTS;
  return words.split(/[\s:]/).some((word) => word.startsWith(sought)) ? HOLDS : 0;
}
