// Writes what Hugging Face's own tokenizer answers, for WordPieceTokenizerTests to compare with:
//   npm install tokenizers@0.23.2 && node make-golden.mjs TOKENIZER_JSON
// TOKENIZER_JSON is the file that sentence-transformers/all-MiniLM-L6-v2 publishes; its padding and truncation are switched off.
// code-points.txt: for each block of 4096 code points, the SHA-256 (first 16 digits) over the lines "HEX IDS\n", where IDS
// are the ids of "a" + code point + "b" (without planes that hold nothing or private use only; they were compared once). texts.jsonl: texts made of traps, with their ids, cut at 256.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Tokenizer } = createRequire(import.meta.url)('tokenizers');
const tokenizer = Tokenizer.fromFile(process.argv[2]);
tokenizer.disablePadding();
tokenizer.disableTruncation();

let blocks = '';
for (let first = 0; first <= 0x10ffff; first += 4096) {
  if ((first >= 0x40000 && first < 0xe0000) || first >= 0xf1000) continue;
  const points = Array.from({ length: 4096 }, (_, i) => first + i).filter(c => c < 0xd800 || c > 0xdfff);
  const encoded = await tokenizer.encodeBatch(points.map(c => `a${String.fromCodePoint(c)}b`));
  const hash = createHash('sha256');
  encoded.forEach((e, i) => hash.update(`${points[i].toString(16)} ${e.getIds().join(',')}\n`));
  blocks += `${first.toString(16)} ${hash.digest('hex').slice(0, 16)}\n`;
}
writeFileSync('code-points.txt', blocks);

let state = 20261124;
const random = n => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 4294967296 * n);
};
const traps = [
  '[CLS]', '[SEP]', '[MASK]', '[PAD]', '[UNK]', '[cls]', '[[SEP]]', '[unused1]', 'search', 'Engines', 'unbelievable', '##ing',
  'é', 'e\u0301', '\u0301', 'İ', 'ﬁ', 'ß', 'ẞ', '中文', '가한', 'タワー', 'กำ', 'हि', 'שׁ', 'اً', '👩\u200d👧', '\u{1fae0}', '\u00ad', '\u200b',
  '\u200d', '\ufeff', '\u2028', '\u0085', '\u000b', '\u001c', '\t', '\n', '\r\n', ' ', '\u00a0', '\u3000', '$', '+', '<', '=', '>', '^',
  '`', '|', '~', '_', '...', '—', '“', '¿', '€', '™', '½', 'Ⅳ', '\u037e', '\u1fef', '\u212b', '\u2126', '\ufa10', '\u{2f800}', '\u{20000}',
  '\u{2b820}', '\u{1d400}', '\u{10400}', '\ue000', '\ufffd', '\ufffe', '\u0000', '\u007f', 'x'.repeat(100), 'x'.repeat(101),
  'é'.repeat(100), '\u{1d400}'.repeat(60), "don't", '3.14', '\u2e43', '\u166d', '\u0378',
];
const texts = Array.from({ length: 400 }, () => Array.from({ length: 1 + random(24) }, () => {
  const kind = random(10);
  if (kind < 6) return traps[random(traps.length)];
  if (kind < 8) return String.fromCodePoint(32 + random(95));
  return kind === 8 ? String.fromCodePoint(random(0x3000)) : ' ';
}).join(''));
texts.push('word '.repeat(300), '中'.repeat(300), 'unbelievable'.repeat(8) + ' '.repeat(2000) + 'end', 'é'.repeat(3000) + ' tail');

tokenizer.setTruncation(256);
const encoded = await tokenizer.encodeBatch(texts);
const ascii = json => json.replace(/[^\x20-\x7e]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
writeFileSync('texts.jsonl', encoded.map((e, i) => ascii(JSON.stringify({ text: texts[i], ids: e.getIds() })) + '\n').join(''));
