//! What the grammar expected, in the language's own words.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;

/// Where an error of pest's stands (bytes of the text parsed) and what was
/// expected there: "a name or `{`".
pub(super) fn of_error(error: &Error<Rule>, text: &str) -> (usize, String) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(text.len()),
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return (at, "something else".to_owned());
    };
    (at, list(positives))
}

/// Whether only a name was expected.
pub(super) fn only_a_name(error: &Error<Rule>) -> bool {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return false };
    !positives.is_empty()
        && positives.iter().all(|rule| matches!(word(*rule), Some("a name") | None))
        && positives.iter().any(|rule| word(*rule) == Some("a name"))
}

fn list(rules: &[Rule]) -> String {
    let mut words: Vec<&str> = rules.iter().filter_map(|rule| word(*rule)).collect();
    words.sort_unstable();
    words.dedup();
    // "a figure" says it for all its forms.
    match words.as_slice() {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [some @ .., last] if words.len() <= 7 => format!("{} or {last}", some.join(", ")),
        _ => format!("{} or the like", words[..6].join(", ")),
    }
}

/// The words for what a rule matches; none for what goes without saying.
fn word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::word | Rule::names | Rule::places | Rule::leg_name => "a name",
        Rule::key | Rule::property => "a property",
        Rule::text => "a quoted text",
        Rule::number
        | Rule::percent
        | Rule::quantity
        | Rule::expr
        | Rule::value
        | Rule::coordinates
        | Rule::latitude
        | Rule::worded
        | Rule::counted
        | Rule::called
        | Rule::call
        | Rule::negate
        | Rule::paren => "a value",
        Rule::longitude => "a longitude, such as `80.41E`",
        Rule::date | Rule::expr_date => "a date",
        Rule::month | Rule::day_of_year => "a month",
        Rule::year => "a year",
        Rule::unit => "a unit",
        Rule::body => "`{`",
        Rule::table | Rule::transfers | Rule::row => "a table",
        Rule::list | Rule::list_expr | Rule::sel_list => "`[`",
        Rule::selector
        | Rule::sel_legs
        | Rule::sel_nodes
        | Rule::sel_borders
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
        | Rule::legs_kw
        | Rule::nodes_kw
        | Rule::borders_kw
        | Rule::leg_kw
        | Rule::node_kw
        | Rule::border_kw
        | Rule::country_kw
        | Rule::bloc_kw
        | Rule::mode_kw
        | Rule::pool_kw
        | Rule::demand_kw
        | Rule::corridor_kw
        | Rule::tagged_kw => "a selector, such as `legs by ferry`",
        Rule::arrow | Rule::step => "`->`",
        Rule::from_kw | Rule::opt_from => "`from`",
        Rule::to_kw | Rule::opt_to => "`to`",
        Rule::for_kw | Rule::for_one | Rule::for_names => "`for`",
        Rule::of_kw | Rule::of_names => "`of`",
        Rule::by_kw | Rule::by_word | Rule::leg_by => "`by`",
        Rule::on_kw => "`on`",
        Rule::in_kw | Rule::opt_in | Rule::in_scenario => "`in`",
        Rule::at_kw | Rule::at_node => "`at`",
        Rule::over_kw => "`over`",
        Rule::with_kw => "`with`",
        Rule::through_kw => "`through`",
        Rule::via | Rule::via_kw => "`via`",
        Rule::avoiding => "`avoiding`",
        Rule::opt_top | Rule::top_kw => "`top`",
        Rule::when => "a moment (`on`, `over`, `while it lasts`)",
        Rule::extends => "`extends`",
        Rule::level => "`legs`, `nodes`, `borders`, `countries` or `modes`",
        Rule::bound_kw => "`least` or `most`",
        Rule::column => "a column",
        Rule::cites | Rule::cite => "a citation",
        Rule::item_rule
        | Rule::effect
        | Rule::close_kw
        | Rule::open_kw
        | Rule::set_kw
        | Rule::raise_kw
        | Rule::reduce_kw
        | Rule::forbid_kw
        | Rule::allow_kw => "an effect",
        Rule::EOI => "the end of the statement",
        rule if is_report(rule) => "a kind of report",
        _ => return None,
    })
}

fn is_report(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::k_routes
            | Rule::k_flow
            | Rule::routes_kw
            | Rule::pareto_kw
            | Rule::capacity_kw
            | Rule::flow_kw
            | Rule::fit_kw
            | Rule::bottlenecks_kw
            | Rule::critical_kw
            | Rule::worst_kw
            | Rule::exposure_kw
            | Rule::compare_kw
            | Rule::difference_kw
            | Rule::timeline_kw
            | Rule::risk_kw
            | Rule::sweep_kw
            | Rule::sensitivity_kw
            | Rule::elasticities_kw
            | Rule::invest_kw
            | Rule::changes_kw
            | Rule::why_kw
            | Rule::map_kw
            | Rule::network_kw
            | Rule::sources_kw
            | Rule::assumptions_kw
    )
}
