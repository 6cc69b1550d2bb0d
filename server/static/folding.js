// Folding of letters as the server does it (kg/folding.py), for what a reader types.

const SPELLED = { æ: "ae", ø: "o", ß: "ss", ð: "d", þ: "th", đ: "d", ŧ: "t", ŋ: "n", ł: "l" };

/** Return a text in plain small letters: "Topmøde på Åland" as "topmode pa aland". */
export function folded(text) {
  return text
    .toLowerCase()
    .replace(/[æøßðþđŧŋł]/g, (letter) => SPELLED[letter])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
}
