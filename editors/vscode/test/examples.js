// Every example is coloured as its text says: nothing is left over, no string or
// comment runs on, and each word that begins a line outside braces is a keyword.
'use strict';

const fs = require('fs');
const path = require('path');
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');
const words = require('../../tree-sitter-corridor/words.js');

const root = path.join(__dirname, '..', '..', '..');
const grammar = path.join(__dirname, '..', 'syntaxes', 'corridor.tmLanguage.json');

async function load() {
  const wasm = require.resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(fs.readFileSync(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammar, 'utf8'), grammar),
  });
  return registry.loadGrammar('source.corridor');
}

function check(name, text, colours) {
  const wrong = [];
  let state = textmate.INITIAL;
  text.split(/\r?\n/).forEach((line, number) => {
    const outside = state.depth === 1;
    const { tokens, ruleStack } = colours.tokenizeLine(line, state);
    const at = (column) => tokens.find((token) => token.startIndex <= column && column < token.endIndex);
    const tell = (what) => wrong.push(`${name}:${number + 1}: ${what}: ${line}`);
    const first = /^[a-z]+/.exec(line)?.[0];
    if (outside && first && words.DECLARATIONS.includes(first)) {
      if (!at(0).scopes.at(-1).startsWith('keyword.control.declaration')) tell('no declaration');
    }
    for (const token of tokens) {
      const piece = line.slice(token.startIndex, token.endIndex);
      const scope = token.scopes.at(-1);
      if (token.scopes.length === 1 && piece.trim()) tell(`\`${piece}\` has no colour`);
      if (/^\d/.test(piece) && !/numeric|date|comment|string|unit/.test(token.scopes.join(' '))) {
        tell(`\`${piece}\` is no number`);
      }
      if (scope.includes('variable.other.corridor') && words.CLAUSES.includes(piece)) {
        tell(`\`${piece}\` is a clause word`);
      }
    }
    state = ruleStack;
  });
  if (state.depth !== 1) wrong.push(`${name}: something is still open at the end`);
  return wrong;
}

load().then((colours) => {
  const folder = path.join(root, 'examples');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.corridor')).sort();
  if (files.length < 8) throw new Error('the examples were not found');
  const wrong = files.flatMap((file) => check(file, fs.readFileSync(path.join(folder, file), 'utf8'), colours));
  wrong.slice(0, 40).forEach((line) => console.error(line));
  console.log(`${files.length} examples coloured, ${wrong.length} mistakes`);
  process.exitCode = wrong.length ? 1 : 0;
});
