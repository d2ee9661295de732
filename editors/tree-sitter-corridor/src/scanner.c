// The unit after a number: on the same line, not a clause word, not the name of
// the next property (`distance: 404 km`, newline, `time: …`).
#include "tree_sitter/parser.h"
#include <string.h>
#include <wctype.h>

enum { UNIT };

// Words that may follow a number and are no unit. Held equal to the language's
// own list by a test of the program.
static const char *const NO_UNIT[] = {
    // clauses
    "in", "on", "from", "until", "to", "for", "at", "as", "by", "of", "every", "and", "or", "not",
    "where", "within", "over", "step", "top", "via", "avoiding", "shared", "planned", "after",
    "with", "use", "unknown", "all",
    // verbs
    "close", "open", "set", "raise", "reduce", "forbid", "allow",
    // others
    "N", "S", "E", "W", "each", "truncated", "extends", "except", "apply", "while", "ends",
    "minimising", "assigned", "detour", "draws", "departing", "hindsight", "including", "closures",
    "per",
    // months
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
};

#define LONGEST 16

void *tree_sitter_corridor_external_scanner_create(void) { return NULL; }
void tree_sitter_corridor_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_corridor_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_corridor_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

static bool begins(int32_t c) { return c == '_' || c >= 0x80 || iswalpha((wint_t)c); }
static bool goes_on(int32_t c) { return begins(c) || (c >= '0' && c <= '9'); }

// Reads a word; the beginning of it goes into `word`.
static void read_word(TSLexer *lexer, char word[LONGEST]) {
  unsigned length = 0;
  while (goes_on(lexer->lookahead)) {
    if (length + 1 < LONGEST) {
      word[length] = lexer->lookahead < 0x80 ? (char)lexer->lookahead : '?';
    }
    length++;
    lexer->advance(lexer, false);
  }
  word[length < LONGEST ? length : LONGEST - 1] = 0;
}

static bool is_unit(const char *word) {
  for (unsigned i = 0; i < sizeof NO_UNIT / sizeof *NO_UNIT; i++) {
    if (strcmp(word, NO_UNIT[i]) == 0) return false;
  }
  return true;
}

static void blanks(TSLexer *lexer, bool skip) {
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t') lexer->advance(lexer, skip);
}

// What stands after a word shows whether it names a property or is called.
static bool is_free(TSLexer *lexer) {
  blanks(lexer, false);
  return lexer->lookahead != ':' && lexer->lookahead != '(';
}

// `/unit`, `/(unit*unit)`.
static void quotient(TSLexer *lexer) {
  char word[LONGEST];
  while (lexer->lookahead == '/') {
    lexer->advance(lexer, false);
    if (begins(lexer->lookahead)) {
      read_word(lexer, word);
      lexer->mark_end(lexer);
    } else if (lexer->lookahead == '(') {
      do {
        lexer->advance(lexer, false);
      } while (goes_on(lexer->lookahead) || lexer->lookahead == '*' || lexer->lookahead == ' ');
      if (lexer->lookahead != ')') return;
      lexer->advance(lexer, false);
      lexer->mark_end(lexer);
    } else {
      return;
    }
  }
}

bool tree_sitter_corridor_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  if (!valid[UNIT]) return false;
  char word[LONGEST];
  blanks(lexer, true);
  if (!begins(lexer->lookahead)) return false;
  read_word(lexer, word);
  if (!is_unit(word)) return false;
  lexer->mark_end(lexer);
  lexer->result_symbol = UNIT;
  bool many = !strcmp(word, "thousand") || !strcmp(word, "million") || !strcmp(word, "billion");
  if (lexer->lookahead == '/') {
    quotient(lexer);
    return true;
  }
  if (!is_free(lexer)) return false;
  if (many && begins(lexer->lookahead)) {
    read_word(lexer, word);
    if (is_unit(word)) {
      if (lexer->lookahead == '/') {
        lexer->mark_end(lexer);
        quotient(lexer);
      } else if (lexer->lookahead == ' ' || lexer->lookahead == '\t') {
        // The end is marked before the look at what follows.
        lexer->mark_end(lexer);
      } else if (lexer->lookahead != ':' && lexer->lookahead != '(') {
        lexer->mark_end(lexer);
      }
    }
  }
  return true;
}
