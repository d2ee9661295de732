/**
 * The corridor language for tree-sitter: enough structure to colour, fold and
 * move about in, and no more. What a file means is said by the program itself
 * (`corridor lsp`); this grammar takes everything that the language takes, and
 * some things that it does not.
 *
 * The words of the language stand in `words.js`, which a test of the program
 * holds equal to its own list.
 */
const { DECLARATIONS, REPORTS, MONTHS, BASES } = require('./words.js');

const list = (rule) => seq(rule, repeat(seq(',', rule)), optional(','));
// Citations may stand before the braces or after them.
const block = ($) => seq(repeat($.citation), optional(seq($.body, repeat($.citation))));
const declared = new Set(DECLARATIONS);
const word = (text) => {
  if (!declared.has(text)) throw new Error(`${text} begins no declaration`);
  return text;
};

module.exports = grammar({
  name: 'corridor',
  word: ($) => $.identifier,
  // A unit stands on the line of its number and is no clause word: that takes a look ahead.
  externals: ($) => [$.unit],
  extras: ($) => [/\s/, /\u{FEFF}/, $.doc_comment, $.line_comment, $.block_comment],
  supertypes: ($) => [$.declaration],
  inline: ($) => [$._title],
  conflicts: ($) => [
    [$.column],
    [$._name, $.basis],
    [$.bases],
    [$.names],
    [$.apply],
    [$.flag, $.property],
    [$.binary_expression, $.counted],
    [$.legs_selector],
    [$.nodes_selector],
    [$.borders_selector],
    [$.call],
    [$.opt_for],
    [$.range],
    [$.window],
    [$.conversion],
    [$.counted],
    [$.grouping, $.named_selector],
    [$.member, $._name],
    [$.year_key, $.quantity],
    [$.row, $._name],
    [$._name, $.argument],
    [$.parts, $.quantity],
  ],

  rules: {
    source_file: ($) => repeat($.declaration),

    // ── Declarations ────────────────────────────────────────────────────────
    declaration: ($) =>
      choice(
        $.model, $.constant, $.param, $.unit_declaration, $.currency, $.named, $.transfer, $.leg,
        $.border, $.corridor, $.demand, $.contract, $.observed, $.change, $.scenario, $.import,
        $.report, $.expect,
      ),
    _title: ($) => field('title', $.string),

    model: ($) => seq(word('model'), optional($._title), block($)),
    constant: ($) =>
      seq(word('let'), field('name', $.identifier), optional($._title), '=', $._expression),
    param: ($) =>
      seq(word('param'), field('name', $.identifier), optional($._title), '=', $._expression),
    unit_declaration: ($) =>
      seq(
        word('unit'), field('name', $.identifier), optional($._title),
        optional(seq('=', $._expression)), repeat($.citation),
      ),
    currency: ($) =>
      seq(
        word('currency'), field('name', $.identifier), optional($._title),
        optional(seq('=', $._expression)), repeat($.citation),
      ),
    named: ($) =>
      seq(
        field('kind', choice(...['source', 'commodity', 'mode', 'bloc', 'node', 'pool'].map(word))),
        field('name', $.identifier), optional($._title),
        optional(seq('extends', $.identifier)), optional($._title), block($),
      ),
    transfer: ($) =>
      seq(word('transfer'), $.identifier, $.arrow, $.identifier, optional($._title), block($)),
    leg: ($) =>
      seq(
        word('leg'),
        optional(seq(field('name', $.identifier), optional($._title), ':')),
        field('from', $.identifier), $.arrow, field('to', $.identifier),
        optional($._title), block($),
      ),
    border: ($) =>
      seq(
        word('border'), $.identifier, $.arrow, $.identifier, optional($._title),
        repeat(seq(choice('at', 'by'), $.identifier)), optional($._title), block($),
      ),
    corridor: ($) =>
      seq(
        word('corridor'), field('name', $.identifier), optional($._title), ':', $.identifier,
        repeat1(seq(choice('->', seq('-[', $.identifier, ']->')), $.identifier)),
        optional($._title), block($),
      ),
    demand: ($) =>
      seq(
        word('demand'), field('name', $.identifier), optional($._title), ':',
        choice($.table, $._expression), 'of', $.identifier, 'from', $.identifier, 'to', $.identifier,
        optional($._title), block($),
      ),
    contract: ($) =>
      seq(
        word('contract'), field('name', $.identifier), optional($._title), ':',
        'at', choice('least', 'most'), $._expression, 'of', $.identifier, 'on', $.selector,
        optional($._title), block($),
      ),
    observed: ($) =>
      seq(
        word('observed'), field('name', $.identifier), optional($._title), ':',
        $._expression, 'of', $.identifier, 'on', $.selector, optional($.when),
        optional($._title), block($),
      ),
    change: ($) =>
      seq(
        field('kind', choice(...['disruption', 'upgrade', 'sanction', 'agreement'].map(word))),
        field('name', $.identifier), optional($._title),
        optional(seq('by', $.identifier, optional(choice($.quantity, $.percentage, $.parenthesis)))), optional($._title), block($),
      ),
    scenario: ($) =>
      seq(
        word('scenario'), field('name', $.identifier), optional($._title),
        optional(seq('extends', $.identifier)), optional($._title), block($),
      ),
    import: ($) =>
      seq(
        word('import'), optional(seq(choice('nodes', 'legs', 'demands'), 'from')),
        field('path', $.string), optional($.columns), repeat($.citation),
      ),
    columns: ($) => seq('{', repeat(seq($.column, optional(','))), '}'),
    column: ($) =>
      seq(
        field('key', alias($._key, $.property_name)), ':', $._source_column,
        repeat(seq(optional('..'), $._source_column)),
        optional(choice(seq('(', $.unit, ')'), $.unit)),
      ),
    _source_column: ($) => choice($.identifier, $.string),
    expect: ($) =>
      seq(word('expect'), $._expression, repeat(choice($.in_scenario, $.when)), repeat($.citation)),

    // ── Bodies ──────────────────────────────────────────────────────────────
    body: ($) => seq('{', repeat(seq($._item, optional(','))), '}'),
    _item: ($) =>
      choice(
        $.property, $.flag, $.effect, $.window, $.every_year, $.after, $.apply, $.use_basis,
      ),
    property: ($) =>
      seq(
        field('key', alias($._key, $.property_name)), optional(seq('for', $.identifier)), ':',
        field('value', $._value), repeat($.citation),
      ),
    // Words that begin another item may be the name of a property too.
    _key: ($) =>
      choice(
        $.identifier, 'from', 'until', 'every', 'after', 'apply', 'use', 'close', 'open', 'set',
        'raise', 'reduce', 'forbid', 'allow', 'planned', ...BASES,
      ),
    flag: ($) => choice('planned', $.identifier),
    apply: ($) => seq('apply', $.identifier, repeat(seq(',', $.identifier))),
    use_basis: ($) => seq('use', choice($.identifier, alias(choice(...BASES), $.identifier))),
    after: ($) => prec.right(seq('after', $.identifier, optional($.body))),

    _value: ($) =>
      choice(
        $.list, $.table, $.bases, $.season, $.counted, $.selector_value,
        seq($._expression, optional(choice(
          seq('irregular', '(', $._expression, ')'),
          seq('shared', optional(seq('each', 'way'))),
          seq('each', 'way', optional('shared')),
        ))),
      ),
    selector_value: ($) => prec(-1, choice($.legs_selector, $.nodes_selector, $.borders_selector)),
    counted: ($) =>
      prec.dynamic(1, seq($._expression, 'of', $._expression, optional(seq('every', $._expression)))),
    bases: ($) => seq($.basis, repeat(seq(',', $.basis))),
    basis: ($) => prec.dynamic(1, seq(choice(...BASES), $._expression)),
    season: ($) => seq($.day_of_year, '..', $.day_of_year),
    day_of_year: ($) => seq(optional($.number), $.month),
    month: () => choice(...MONTHS),
    table: ($) => seq('{', repeat(seq($.row, optional(','))), '}'),
    row: ($) =>
      choice(
        seq(choice($.year_key, $.identifier), ':', $._expression),
        seq($.identifier, $.arrow, $.identifier, optional($.body)),
      ),
    year_key: ($) => $.number,
    list: ($) => seq('[', optional(list(choice($.selector, $.member, $._expression))), ']'),
    member: ($) =>
      seq(
        $.identifier,
        choice(
          seq('from', $.date, optional(seq(choice('until', 'to'), $.date))),
          seq(choice('until', 'to'), $.date),
        ),
      ),

    // ── Effects and windows ─────────────────────────────────────────────────
    effect: ($) =>
      prec.right(seq(
        choice(
          seq(choice('close', 'open'), $.selector),
          $.parts,
          seq('set', $._property_name, optional(seq('of', $.selector)), 'to', $._value),
          seq(choice('raise', 'reduce'), $._property_name, 'of', $.selector, 'by', $._expression),
          seq(choice('forbid', 'allow'), choice(
            seq('transit', 'through', $.identifier),
            seq('trade', 'with', $.identifier),
            seq(choice('all', $.identifier), 'on', $.selector),
          )),
        ),
        repeat(choice(seq('for', $.identifier), seq('except', $.selector))),
        repeat($.citation),
      )),
    _property_name: ($) => alias($.identifier, $.property_name),
    parts: ($) => seq('close', $.number, 'of', $.number, 'at', $.selector),
    window: ($) =>
      seq(
        choice(
          seq('from', $.date, optional(choice(
            seq(choice('to', 'until'), $.date),
            seq('for', $._expression),
          ))),
          seq(choice('to', 'until'), $.date),
        ),
        repeat($.citation),
      ),
    every_year: ($) =>
      seq('every', 'year', 'from', $.day_of_year, 'to', $.day_of_year, repeat($.citation)),

    // ── Selectors ───────────────────────────────────────────────────────────
    selector: ($) =>
      choice(
        $.legs_selector, $.nodes_selector, $.borders_selector, $.list_selector, $.named_selector,
        prec.right(seq('leg', $.identifier, optional(seq($.arrow, $.identifier)))),
        seq('border', $.identifier, $.arrow, $.identifier),
      ),
    named_selector: ($) =>
      seq(
        choice('node', 'country', 'bloc', 'mode', 'pool', 'demand', 'corridor', 'tagged'),
        $.identifier,
      ),
    legs_selector: ($) =>
      seq(
        'legs', optional(seq('by', $.identifier)),
        optional(seq(choice('in', 'from', 'to'), $.identifier)), optional($.filter),
      ),
    nodes_selector: ($) =>
      seq(
        'nodes', repeat(choice(seq('in', $.identifier), seq('of', $.identifier))),
        optional($.filter),
      ),
    borders_selector: ($) =>
      seq(
        'borders', optional(seq(choice('of', 'within'), $.identifier)), optional($.filter),
      ),
    list_selector: ($) => prec.right(seq('[', list($.selector), ']', optional($.filter))),
    filter: ($) => prec.right(seq('where', $._expression)),
    arrow: () => choice('->', '<->'),

    // ── Expressions ─────────────────────────────────────────────────────────
    _expression: ($) =>
      choice($.binary_expression, $.unary_expression, $.conversion, $._operand),
    binary_expression: ($) =>
      choice(
        ...[
          [1, 'or'], [2, 'and'], [4, choice('<', '<=', '=', '>=', '>')], [5, 'within'], [5, '~='],
          [6, '+-'], [8, choice('+', '-')], [9, choice('*', '/')],
        ].map(([level, operator]) =>
          prec.left(level, seq($._expression, field('operator', operator), $._expression))),
      ),
    unary_expression: ($) =>
      choice(prec(3, seq('not', $._expression)), prec(10, seq('-', $._expression))),
    conversion: ($) =>
      // A quoted text is the name of the report whose last metric this is.
      prec.left(7, seq($._expression, 'as', choice(
        seq($.unit, repeat(seq(token.immediate('*'), $.unit))),
        $.string,
      ))),
    _operand: ($) => prec.right(seq(choice($.range, $._bound), repeat($.citation))),
    range: ($) =>
      prec.right(11, seq(
        $._bound, repeat1(seq('..', optional('-'), $._bound)), optional(seq('at', $.percentage)),
      )),
    _bound: ($) =>
      choice(
        $.quantity, $.percentage, $.coordinates, $.date, $.string, $.unknown, $.parenthesis, $.call,
        $._name,
      ),
    _name: ($) => choice($.identifier, alias(choice(...BASES), $.identifier)),
    unknown: () => 'unknown',
    quantity: ($) => prec.right(seq($.number, optional($.unit))),
    percentage: ($) => seq($.number, token.immediate('%')),
    coordinates: ($) =>
      seq($.number, token.immediate(/[NS]/), $.number, token.immediate(/[EW]/)),
    parenthesis: ($) => prec.right(seq('(', $._expression, ')', optional($.unit))),
    call: ($) =>
      prec.right(seq(
        field('function', $.identifier), '(', optional($._arguments), repeat($._option), ')',
        optional($.unit), optional('truncated'),
        repeat(choice($.in_scenario, $.when, $.between)),
      )),
    _arguments: ($) => choice($.pair, $.grouping, $.selector, list($.argument)),
    argument: ($) => seq($._expression, optional(seq(':', $._expression))),
    pair: ($) => seq($.identifier, '->', $.identifier),
    grouping: () => choice(seq('first', 'country'), 'country', 'bloc', 'mode', 'corridor', 'node'),
    _option: ($) =>
      choice(
        seq('for', $.names), seq('of', $.names), seq('by', $.identifier), $.via, $.avoiding, $.ends,
        $.between,
      ),
    via: ($) => seq('via', $.names),
    avoiding: ($) => seq('avoiding', $.selector),
    ends: () => seq('ends', 'terminal'),
    between: ($) =>
      prec.right(seq('from', $.date, 'to', $.date, optional(seq('by', $.identifier)))),
    in_scenario: ($) => seq('in', $.identifier),
    when: ($) =>
      choice(
        seq('on', $.date),
        seq('over', choice($.number, seq($.date, 'to', $.date))),
        seq('while', 'it', 'lasts'),
      ),
    names: ($) => seq($.identifier, repeat(seq(',', $.identifier)), optional(',')),

    // ── Reports ─────────────────────────────────────────────────────────────
    report: ($) => prec.right(seq(word('report'), $._kind, repeat($._report_option), repeat($.citation))),
    _kind: ($) =>
      choice(
        field('kind', alias(choice(...REPORTS.filter((kind) => ![
          'corridor', 'capacity', 'critical', 'worst', 'compare', 'sweep', 'sensitivity',
          'elasticities', 'invest', 'changes', 'why',
        ].includes(kind))), $.report_kind)),
        seq(field('kind', alias(choice('corridor', 'compare'), $.report_kind)), $.names),
        seq(field('kind', alias('capacity', $.report_kind)), optional(seq('of', 'demands'))),
        seq(field('kind', alias('critical', $.report_kind)), optional(seq('pairs', 'of')), $.level),
        seq(field('kind', alias('worst', $.report_kind)), $.number, 'closures', 'of', $.level),
        seq(field('kind', alias('sweep', $.report_kind)), $.sweep, repeat(seq('and', $.sweep))),
        seq(field('kind', alias(choice('sensitivity', 'elasticities'), $.report_kind)), 'of', $._expression),
        seq(field('kind', alias('invest', $.report_kind)), $._expression),
        seq(field('kind', alias('changes', $.report_kind)), optional($.identifier)),
        seq(field('kind', alias('why', $.report_kind)), choice($.identifier, $.pair)),
      ),
    level: () => choice('legs', 'nodes', 'borders', 'countries', 'modes'),
    sweep: ($) => seq($.identifier, 'over', choice($.list, seq($._operand, 'step', $._operand))),
    _report_option: ($) =>
      choice(
        seq('from', choice(seq($._end, 'to', $._end), 'empty')),
        seq('in', choice('all', $.names)),
        $.opt_for, $.when, $.via, $.avoiding, $.ends,
        seq('over', $.names),
        seq('by', choice(seq('first', 'country'), $.identifier)),
        seq('top', $.number),
        seq('as', $.string),
        seq('minimising', $.identifier),
        seq('assigned', 'by', choice($.identifier, $.call)),
        seq('at', $._operand),
        seq('detour', $._operand),
        seq('draws', $.number),
        seq('departing', $.date),
        'hindsight',
        seq('including', 'ends'),
      ),
    opt_for: ($) => seq('for', $._expression, repeat(seq(',', $._expression)), optional(',')),
    _end: ($) => choice($.date, $.identifier, seq('{', list($.identifier), '}')),

    // ── Words ───────────────────────────────────────────────────────────────
    citation: ($) => prec.right(seq('@', field('source', $.identifier), optional($.string))),
    identifier: () => /[\p{XID_Start}_][\p{XID_Continue}]*/u,
    number: () => /\d(_?\d)*(\.\d(_?\d)*)?([eE][+-]?\d+)?/,
    date: () => token(prec(1, /\d{4}-\d{2}-\d{2}/)),
    string: () => token(seq('"', repeat(choice(/\\["\\]/, /[^"\\\n]/)), '"')),
    doc_comment: () => token(prec(2, /\/\/\/[^\n]*/)),
    line_comment: () => token(prec(1, /\/\/[^\n]*/)),
    block_comment: () => token(seq('/*', /[^*]*\*+([^/*][^*]*\*+)*/, '/')),
  },
});
