//! How each statement is written, as help where it cannot be read.

/// Whether a place is right behind the first two words, where the form of the
/// whole says more than the words that fit.
pub(super) fn is_early(text: &str, at: usize) -> bool {
    text[..at].split_whitespace().count() <= 2
        || text[at..].trim_start().starts_with(['[', '(', ':', '<'])
}

/// How a declaration, report or item is written, by its first words.
pub(super) fn form_of(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | '{' | ':'));
    let (first, second) = (words.next()?, words.find(|word| !word.is_empty()).unwrap_or(""));
    let key = if first == "report" { second } else { first };
    let table = if first == "report" { REPORT_FORMS } else { FORMS };
    let (_, form) = table.iter().find(|(word, _)| *word == key)?;
    Some(format!("the form is `{form}`"))
}

const FORMS: &[(&str, &str)] = &[
    ("source", "source N { title: \"…\", year: 2024 }"),
    ("commodity", "commodity N { unit: TEU, mass: 14 t/TEU }"),
    ("mode", "mode N { speed: 35 km/h }"),
    ("bloc", "bloc N { members: [AZ, KZ] }"),
    ("node", "node N { country: KZ, dwell: 2 days }"),
    ("pool", "pool N { legs: [legs by ferry], capacity: 80 kTEU/year }"),
    ("leg", "leg A -> B { mode: rail, distance: 400 km }"),
    ("demand", "demand N: 25 kTEU/year of C from A to B { … }"),
    ("border", "border KZ <-> CN { delay: 12 hours }"),
    ("transfer", "transfer rail -> ferry { time: 1 day }"),
    ("corridor", "corridor N: A -> B -> C"),
    ("contract", "contract N: at least 5 Mt/year of C on leg A -> B"),
    ("observed", "observed N: 5 Mt/year of C on leg A -> B over 2022"),
    ("import", "import \"file.corridor\"` or `import nodes from \"file.csv\""),
    ("let", "let N = 3 days"),
    ("param", "param N = 3 days within 1 day .. 5 days"),
    ("unit", "unit N` or `unit N = 50 TEU"),
    ("currency", "currency EUR = 1.08 USD"),
    ("expect", "expect time(A -> B) <= 15 days"),
    ("scenario", "scenario N extends M { apply storm }"),
    ("disruption", "disruption N { close leg A -> B }"),
    ("upgrade", "upgrade N { open node A }"),
    ("sanction", "sanction N by BLOC { forbid trade with XX }"),
    ("agreement", "agreement N { allow transit through XX }"),
    ("apply", "apply storm, strike"),
    ("close", "close legs by ferry` or `close 2 of 3 at node N"),
    ("open", "open node N"),
    ("set", "set dwell of node N to 2 days"),
    ("raise", "raise capacity of leg A -> B by 20%"),
    ("reduce", "reduce capacity of leg A -> B by 20%"),
    ("forbid", "forbid transit through XX`, `forbid trade with XX` or `forbid C on leg A -> B"),
    ("allow", "allow transit through XX`, `allow trade with XX` or `allow C on leg A -> B"),
    ("every", "every year from 15 nov to 15 mar"),
    ("from", "from 2022-03-01 to 2022-06-01"),
    ("until", "until 2022-06-01"),
    ("after", "after storm { probability: 30%, delay: 3 days }"),
    ("use", "use realised"),
];

const REPORT_FORMS: &[(&str, &str)] = &[
    ("routes", "report routes from A to B"),
    ("pareto", "report pareto from A to B over time, cost"),
    ("corridor", "report corridor N, M"),
    ("capacity", "report capacity from A to B"),
    ("flow", "report flow in S"),
    ("critical", "report critical legs"),
    ("worst", "report worst 2 closures of legs"),
    ("exposure", "report exposure by country"),
    ("compare", "report compare S, T"),
    ("difference", "report difference from S to T for time(A -> B)"),
    ("timeline", "report timeline from 2024-01-01 to 2025-01-01 by day"),
    ("risk", "report risk from A to B"),
    ("sweep", "report sweep PARAM over 1 day .. 3 days step 1 day for time(A -> B)"),
    ("sensitivity", "report sensitivity of time(A -> B)"),
    ("elasticities", "report elasticities of time(A -> B)"),
    ("invest", "report invest 500 million USD"),
    ("changes", "report changes S` or `report changes from S to T"),
    ("why", "report why D` or `report why A -> B"),
];
