; Later patterns win.
(identifier) @variable
(unit) @type
(number) @number
(percentage) @number
(coordinates) @number
(date) @constant
(month) @constant
(string) @string
(line_comment) @comment
(block_comment) @comment
(doc_comment) @comment.documentation
(citation "@" @attribute)
(citation source: (identifier) @attribute)
(property_name) @property
(report_kind) @keyword
(level) @keyword
(flag) @property
(flag "planned" @keyword)
(unknown) @constant.builtin
(call function: (identifier) @function)
(named name: (identifier) @constructor)
(leg name: (identifier) @constructor)
(corridor name: (identifier) @constructor)
(demand name: (identifier) @constructor)
(contract name: (identifier) @constructor)
(observed name: (identifier) @constructor)
(change name: (identifier) @constructor)
(scenario name: (identifier) @constructor)
(constant name: (identifier) @constant)
(param name: (identifier) @constant)
(unit_declaration name: (identifier) @type)
(currency name: (identifier) @type)

[
  "model" "source" "let" "param" "unit" "currency" "commodity" "mode" "transfer" "bloc" "node"
  "leg" "border" "pool" "corridor" "demand" "contract" "observed" "disruption" "upgrade"
  "sanction" "agreement" "scenario" "import" "report" "expect"
] @keyword

[
  "in" "on" "from" "until" "to" "for" "at" "as" "by" "of" "every" "and" "or" "not" "where"
  "within" "over" "step" "top" "via" "avoiding" "shared" "after" "with" "use" "all" "extends"
  "except" "apply" "through" "transit" "trade" "year" "each" "way" "first" "nodes" "legs"
  "borders" "demands" "country" "tagged" "irregular" "truncated" "terminal" "ends" "while" "it"
  "lasts" "least" "most" "empty" "pairs" "closures" "minimising" "assigned" "detour" "draws"
  "departing" "hindsight" "including" "close" "open" "set" "raise" "reduce" "forbid" "allow"
  "schedule" "realised" "best" "quoted"
] @keyword

["=" "<" "<=" ">" ">=" "~=" "+-" "+" "-" "*" "/" ".." "->" "-[" "]->"] @operator
(arrow) @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
["," ":"] @punctuation.delimiter
