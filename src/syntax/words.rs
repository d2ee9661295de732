//! What the grammar expected, in the language's own words.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::closest;

use super::grammar::Rule;
use super::keywords::{METRICS, REPORTS};

/// How a rule is called in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// A word or sign, written as it is.
    Literal(&'static str),
    /// A kind of thing.
    Thing(&'static str),
    /// What may follow any value: not worth saying beside others.
    After(&'static str),
    /// Goes without saying.
    Silent,
}

/// Where the grammar stopped, and what it could have taken there.
pub(super) struct Expected {
    /// Byte of the text parsed.
    pub at: usize,
    rules: Vec<Rule>,
}

/// What is expected where no word says it.
pub(super) const NOTHING_KNOWN: &str = "something else";

impl Expected {
    pub fn of(error: &Error<Rule>, text: &str) -> Self {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(text.len()),
        };
        let rules = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Self { at, rules }
    }

    /// "a name or `{`".
    pub fn words(&self) -> String {
        let mut words: Vec<String> = self
            .rules
            .iter()
            .filter_map(|rule| match word(*rule) {
                Word::Literal(text) => Some(format!("`{text}`")),
                Word::Thing(text) => Some(text.to_owned()),
                Word::After(_) | Word::Silent => None,
            })
            .collect();
        // A title may stand in most places before a colon or a brace.
        if self.rules.iter().any(|rule| matches!(rule, Rule::colon | Rule::equals | Rule::body)) {
            words.retain(|word| word != "a quoted text");
        }
        // What ends may have been a count of things, but hardly was.
        if self.has(Rule::EOI) {
            words.retain(|word| word != "`of`");
        }
        // Things before words, each in alphabetical order.
        words.sort_by_key(|word| (word.starts_with('`'), word.clone()));
        words.dedup();
        match words.as_slice() {
            [] => NOTHING_KNOWN.to_owned(),
            [one] => one.clone(),
            [some @ .., last] if words.len() <= 6 => format!("{} or {last}", some.join(", ")),
            _ => format!("{} or the like", words[..5].join(", ")),
        }
    }

    /// The word of the language that fits here and is nearest to a word, if it
    /// is near enough; of those as near, the one with the same letters.
    pub fn nearest(&self, found: &str) -> Option<&'static str> {
        nearest(found, &self.literals())
    }

    fn literals(&self) -> Vec<&'static str> {
        let mut words = Vec::new();
        for rule in &self.rules {
            match (rule, word(*rule)) {
                (Rule::plain_kind, _) => words.extend(REPORTS),
                (Rule::import_table, _) => words.extend(["nodes", "legs", "demands"]),
                (Rule::level, _) => {
                    words.extend(["legs", "nodes", "borders", "countries", "modes"])
                }
                (Rule::metric | Rule::metric_body | Rule::metric_kw, _) => words.extend(METRICS),
                (_, Word::Literal(text) | Word::After(text)) => words.push(text),
                _ => {}
            }
        }
        words
    }

    /// Whether nothing but a name fits.
    pub fn only_a_name(&self) -> bool {
        let name = |rule: &&Rule| matches!(rule, Rule::name | Rule::names | Rule::places);
        self.rules.iter().any(|rule| name(&rule))
            && self.rules.iter().all(|rule| name(&rule) || word(*rule) == Word::Silent)
    }

    pub fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }
}

/// The nearest of some words; a slip that only changes the order of letters
/// comes first.
pub(super) fn nearest(found: &str, words: &[&'static str]) -> Option<&'static str> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let same = letters(found);
    let turned = words.iter().copied().find(|word| *word != found && letters(word) == same);
    turned.or_else(|| closest(found, words.iter().copied()))
}

/// The word for what a rule matches. Every rule is named here, so that a new
/// one is not forgotten.
fn word(rule: Rule) -> Word {
    use Word::{After, Literal, Silent, Thing};
    match rule {
        Rule::name | Rule::names | Rule::places | Rule::word => Thing("a name"),
        Rule::key | Rule::property | Rule::chosen | Rule::chosen_key => Thing("a property"),
        Rule::flag | Rule::planned_kw => Literal("planned"),
        Rule::text => Thing("a quoted text"),
        Rule::number | Rule::count => Thing("a number"),
        Rule::percent => Literal("%"),
        Rule::date => Thing("a date"),
        Rule::figure
        | Rule::expr
        | Rule::value
        | Rule::worded
        | Rule::operand
        | Rule::asked
        | Rule::asked_operand
        | Rule::paren
        | Rule::paren_body
        | Rule::call
        | Rule::call_body
        | Rule::call_name
        | Rule::arg
        | Rule::negative
        | Rule::minus
        | Rule::season
        | Rule::bases
        | Rule::basis
        | Rule::basis_kw
        | Rule::unknown_kw => Thing("a value"),
        Rule::metric | Rule::metric_body | Rule::metric_kw => Thing("a metric"),
        Rule::latitude => Thing("a latitude"),
        Rule::longitude => Thing("a longitude"),
        Rule::month | Rule::day_of_year => Thing("a month"),
        Rule::unit | Rule::target => Thing("a unit"),
        Rule::selector
        | Rule::sel_legs
        | Rule::sel_nodes
        | Rule::sel_borders
        | Rule::sel_list
        | Rule::sel_leg
        | Rule::sel_node
        | Rule::sel_border
        | Rule::sel_country
        | Rule::sel_bloc
        | Rule::sel_mode
        | Rule::sel_pool
        | Rule::sel_demand
        | Rule::sel_corridor
        | Rule::sel_tagged
        | Rule::avoided => Thing("a selector (`leg N`, `legs by M`, `node N` …)"),
        Rule::arrow | Rule::onward | Rule::step | Rule::arrow_by => Literal("->"),
        Rule::colon => Literal(":"),
        Rule::equals => Literal("="),
        Rule::dots => After(".."),
        Rule::comma_between => Literal(","),
        Rule::body | Rule::import_map => Literal("{"),
        Rule::table | Rule::row => Thing("a table"),
        Rule::year => Thing("a year"),
        Rule::listed | Rule::numbers => Literal("["),
        Rule::member => Thing("a name"),
        Rule::cites | Rule::cite => After("@"),
        Rule::cited => Thing("the name of a source"),
        Rule::effect
        | Rule::close
        | Rule::open
        | Rule::set
        | Rule::raise
        | Rule::reduce
        | Rule::forbid
        | Rule::allow
        | Rule::apply
        | Rule::use_basis
        | Rule::after => Thing("an effect"),
        Rule::window | Rule::every_year => Thing("a window"),
        Rule::transit => Literal("transit"),
        Rule::trade => Literal("trade"),
        Rule::carriage => Thing("a commodity"),
        Rule::parts => Thing("a number"),
        Rule::for_one | Rule::for_names | Rule::opt_for => Literal("for"),
        Rule::except => Literal("except"),
        Rule::extends => Literal("extends"),
        Rule::of_names | Rule::of_kind | Rule::borders_of => Literal("of"),
        Rule::counted => After("of"),
        Rule::by_name | Rule::leg_by | Rule::opt_by | Rule::bound_by => Literal("by"),
        Rule::via => Literal("via"),
        Rule::avoiding | Rule::opt_avoiding => Literal("avoiding"),
        Rule::ends_terminal => Literal("ends"),
        Rule::in_scenario | Rule::opt_in | Rule::in_place | Rule::leg_place => Literal("in"),
        Rule::when | Rule::on_date | Rule::over_time => Literal("on"),
        Rule::opt_over => Literal("over"),
        Rule::while_it_lasts => Literal("while"),
        Rule::filter => Literal("where"),
        Rule::borders_within => Literal("within"),
        Rule::at_node | Rule::opt_at => Literal("at"),
        Rule::share => After("at"),
        Rule::as_unit => After("as"),
        Rule::opt_as => Literal("as"),
        Rule::between | Rule::opt_from | Rule::member_from => Literal("from"),
        Rule::member_until => Literal("until"),
        Rule::to_date => Literal("to"),
        Rule::opt_top => Literal("top"),
        Rule::opt_minimising => Literal("minimising"),
        Rule::opt_assigned => Literal("assigned"),
        Rule::opt_detour => Literal("detour"),
        Rule::opt_draws => Literal("draws"),
        Rule::opt_step => Literal("step"),
        Rule::opt_departing => Literal("departing"),
        Rule::including_ends => Literal("including"),
        Rule::each_way => After("each"),
        Rule::irregular => After("irregular"),
        Rule::pairs_of => Literal("pairs"),
        Rule::of_demands => Literal("of"),
        Rule::level => Thing("`legs`, `nodes`, `borders`, `countries` or `modes`"),
        Rule::import_table => Thing("`nodes`, `legs` or `demands`"),
        Rule::import_column | Rule::column => Thing("a column"),
        Rule::first_country => Literal("first"),
        Rule::pair => Thing("a pair of places"),
        Rule::sweep => Thing("a parameter"),
        Rule::plain_kind
        | Rule::of_corridors
        | Rule::of_scenarios
        | Rule::of_capacity
        | Rule::of_critical
        | Rule::of_worst
        | Rule::of_sweep
        | Rule::of_metric
        | Rule::of_invest
        | Rule::of_changes
        | Rule::of_why => Thing("a kind of report"),
        Rule::EOI => Thing("the end"),
        Rule::piece => Thing("a declaration"),
        Rule::one_item => Thing("a property or an effect"),
        Rule::cell | Rule::question => Thing("a value"),
        Rule::model
        | Rule::constant
        | Rule::param
        | Rule::unit_decl
        | Rule::currency
        | Rule::named
        | Rule::named_kw
        | Rule::transfer
        | Rule::leg
        | Rule::border
        | Rule::corridor
        | Rule::demand
        | Rule::contract
        | Rule::observed
        | Rule::change
        | Rule::change_kw
        | Rule::scenario
        | Rule::import
        | Rule::expect
        | Rule::report => Thing("a declaration"),
        // Operators may follow any value.
        Rule::compare | Rule::approx | Rule::tolerance | Rule::sum | Rule::product_op => Silent,
        // Rules that are never a step of their own.
        Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::blank
        | Rule::cont
        | Rule::clause
        | Rule::digits
        | Rule::date_like
        | Rule::quotient
        | Rule::product
        | Rule::unit_word
        | Rule::multiplier
        | Rule::no_unit
        | Rule::sign
        | Rule::infix
        | Rule::further
        | Rule::bound
        | Rule::fixed
        | Rule::comma
        | Rule::subject
        | Rule::metric_option
        | Rule::sel_one
        | Rule::item
        | Rule::next_item
        | Rule::list_item
        | Rule::verb
        | Rule::forbidden
        | Rule::declaration
        | Rule::block
        | Rule::kind
        | Rule::report_option
        | Rule::end => Silent,
        // Words of the language.
        Rule::after_kw => Literal("after"),
        Rule::all_kw => Literal("all"),
        Rule::allow_kw => Literal("allow"),
        Rule::and_kw => After("and"),
        Rule::apply_kw => Literal("apply"),
        Rule::as_kw => After("as"),
        Rule::assigned_kw => Literal("assigned"),
        Rule::at_kw => After("at"),
        Rule::avoiding_kw => Literal("avoiding"),
        Rule::bloc_kw => Literal("bloc"),
        Rule::border_kw => Literal("border"),
        Rule::borders_kw => Literal("borders"),
        Rule::by_kw => Literal("by"),
        Rule::capacity_kw => Literal("capacity"),
        Rule::changes_kw => Literal("changes"),
        Rule::close_kw => Literal("close"),
        Rule::closures_kw => Literal("closures"),
        Rule::compare_kw => Literal("compare"),
        Rule::contract_kw => Literal("contract"),
        Rule::corridor_kw => Literal("corridor"),
        Rule::country_kw => Literal("country"),
        Rule::critical_kw => Literal("critical"),
        Rule::currency_kw => Literal("currency"),
        Rule::demand_kw => Literal("demand"),
        Rule::demands_kw => Literal("demands"),
        Rule::departing_kw => Literal("departing"),
        Rule::detour_kw => Literal("detour"),
        Rule::draws_kw => Literal("draws"),
        Rule::each_kw => After("each"),
        Rule::elasticities_kw => Literal("elasticities"),
        Rule::empty_kw => Literal("empty"),
        Rule::ends_kw => Literal("ends"),
        Rule::every_kw => Literal("every"),
        Rule::except_kw => Literal("except"),
        Rule::expect_kw => Literal("expect"),
        Rule::extends_kw => Literal("extends"),
        Rule::first_kw => Literal("first"),
        Rule::for_kw => Literal("for"),
        Rule::forbid_kw => Literal("forbid"),
        Rule::from_kw => Literal("from"),
        Rule::hindsight_kw => Literal("hindsight"),
        Rule::import_kw => Literal("import"),
        Rule::in_kw => Literal("in"),
        Rule::including_kw => Literal("including"),
        Rule::invest_kw => Literal("invest"),
        Rule::irregular_kw => After("irregular"),
        Rule::it_kw => Literal("it"),
        Rule::lasts_kw => Literal("lasts"),
        Rule::least_kw => Literal("least"),
        Rule::leg_kw => Literal("leg"),
        Rule::legs_kw => Literal("legs"),
        Rule::let_kw => Literal("let"),
        Rule::minimising_kw => Literal("minimising"),
        Rule::mode_kw => Literal("mode"),
        Rule::model_kw => Literal("model"),
        Rule::most_kw => Literal("most"),
        Rule::node_kw => Literal("node"),
        Rule::nodes_kw => Literal("nodes"),
        Rule::not_kw => Literal("not"),
        Rule::observed_kw => Literal("observed"),
        Rule::of_kw => Literal("of"),
        Rule::on_kw => Literal("on"),
        Rule::open_kw => Literal("open"),
        Rule::or_kw => After("or"),
        Rule::over_kw => Literal("over"),
        Rule::pairs_kw => Literal("pairs"),
        Rule::param_kw => Literal("param"),
        Rule::pool_kw => Literal("pool"),
        Rule::raise_kw => Literal("raise"),
        Rule::reduce_kw => Literal("reduce"),
        Rule::report_kw => Literal("report"),
        Rule::scenario_kw => Literal("scenario"),
        Rule::sensitivity_kw => Literal("sensitivity"),
        Rule::set_kw => Literal("set"),
        Rule::shared_kw => After("shared"),
        Rule::step_kw => Literal("step"),
        Rule::sweep_kw => Literal("sweep"),
        Rule::tagged_kw => Literal("tagged"),
        Rule::terminal_kw => Literal("terminal"),
        Rule::through_kw => Literal("through"),
        Rule::to_kw => Literal("to"),
        Rule::top_kw => Literal("top"),
        Rule::trade_kw => Literal("trade"),
        Rule::transfer_kw => Literal("transfer"),
        Rule::transit_kw => Literal("transit"),
        Rule::truncated_kw => After("truncated"),
        Rule::unit_kw => Literal("unit"),
        Rule::until_kw => Literal("until"),
        Rule::use_kw => Literal("use"),
        Rule::via_kw => Literal("via"),
        Rule::way_kw => Literal("way"),
        Rule::where_kw => Literal("where"),
        Rule::while_kw => Literal("while"),
        Rule::why_kw => Literal("why"),
        Rule::with_kw => Literal("with"),
        Rule::within_kw => After("within"),
        Rule::worst_kw => Literal("worst"),
        Rule::year_kw => Literal("year"),
    }
}
