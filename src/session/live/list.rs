//! `:list` and `:show`.

use crate::analysis::{self, Analyst};
use crate::control::Control;
use crate::diagnostic::did_you_mean;
use crate::model::{Head, Model};
use crate::report::{Phrase, Place, Style, Styled};

use super::state::text_of;
use super::{Live, Reply};

/// A declared thing in a list: its name and its title.
type Row = (String, Option<String>);

impl Live<'_> {
    /// `20 nodes, 25 legs, 3 demands, 4 scenarios`.
    pub(super) fn counts(&self) -> String {
        let Some(model) = &self.current.model else { return "nothing".to_owned() };
        let count = |(kind, rows): &(&'static str, Vec<Row>)| match rows.len() {
            0 => None,
            1 => Some(format!("1 {}", one_of(kind))),
            many => Some(format!("{many} {kind}")),
        };
        let counts: Vec<String> = kinds(model).iter().filter_map(count).collect();
        if counts.is_empty() { "no declarations".to_owned() } else { counts.join(", ") }
    }

    /// What is declared, all or of one kind.
    pub(super) fn list(&self, kind: &str) -> Reply {
        let Some(model) = &self.current.model else { return Reply::fail("nothing is declared") };
        let all = kinds(model);
        let wanted = |known: &str| known == kind || one_of(known) == kind;
        if !kind.is_empty() && !all.iter().any(|(known, _)| wanted(known)) {
            let near = did_you_mean(kind, all.iter().map(|(known, _)| *known));
            let list: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
            let help = near.unwrap_or_else(|| format!("there are: {}", list.join(", ")));
            return Reply::fail(format!("`{kind}` is no kind of declaration; {help}"));
        }
        let mut text = Styled::new();
        for (known, rows) in &all {
            if rows.is_empty() || !(kind.is_empty() || wanted(known)) {
                continue;
            }
            text.push(Style::Heading, format!("{known}\n"));
            self.rows(rows, !kind.is_empty(), &mut text);
        }
        if text.is_empty() {
            let what = if kind.is_empty() {
                "nothing is declared yet; `:help` says how to begin"
            } else {
                "there are none"
            };
            return Reply::say(what);
        }
        Reply { text, ..Reply::default() }
    }

    /// One line a thing with its title, or all names running on.
    fn rows(&self, rows: &[Row], each: bool, text: &mut Styled) {
        if each {
            for (name, title) in rows {
                text.push(Style::Name, format!("  {name}"));
                if let Some(title) = title {
                    text.push(Style::Faint, format!("  {title}"));
                }
                text.end_line();
            }
            return;
        }
        const MOST: usize = 40;
        let names: Vec<&str> = rows.iter().take(MOST).map(|(name, _)| name.as_str()).collect();
        let more = rows.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let phrase = Phrase::from(format!("{}{more}", names.join(", ")));
        let width = self.options.width.saturating_sub(2).max(20);
        for line in crate::report::wrap_plain(&phrase, width) {
            text.push(Style::Plain, format!("  {line}\n"));
        }
    }

    /// Everything about one name.
    pub(super) fn show(&self, name: &str, control: &Control) -> Reply {
        let Some(model) = &self.current.model else { return Reply::fail("nothing is declared") };
        let Some((kind, head)) = head_named(model, name) else {
            if let Some(source) = model.sources.iter().find(|source| source.name == name) {
                return Reply::say(source_words(source));
            }
            let near = did_you_mean(name, names(model).iter().map(String::as_str));
            let help = near.unwrap_or_else(|| "`:list` says what there is".to_owned());
            return Reply::fail(format!("nothing is called `{name}`; {help}"));
        };
        let mut text = Styled::new();
        text.push(Style::Title, format!("{kind} {}", head.name));
        if let Some(title) = &head.title {
            text.push(Style::Plain, format!(" \"{title}\""));
        }
        if head.name != "baseline" {
            let place = Place::of(head.span, &self.current.sources);
            text.push(Style::Faint, format!("  ({})", place.shown()));
        }
        text.end_line();
        if let Some(doc) = &head.doc {
            text.push(Style::Faint, format!("  {}\n", doc.replace('\n', "\n  ")));
        }
        if head.name != "baseline" {
            let written = text_of(&self.current.sources, head.whole);
            for line in written.lines().take(30) {
                text.push(Style::Plain, format!("  {line}\n"));
            }
        }
        self.figures(model, head, control, &mut text);
        Reply { text, ..Reply::default() }
    }

    fn figures(&self, model: &Model, head: &Head, control: &Control, text: &mut Styled) {
        let analyst = Analyst::new(model, &self.current.sources, control);
        for figure in analysis::described(&analyst, head.whole) {
            text.push(Style::Name, format!("  {}", figure.property));
            text.push(Style::Figure, format!(" {}", figure.value.shown()));
            text.push(
                Style::Faint,
                format!("  {} ({})\n", figure.how.join("; "), figure.place.shown()),
            );
        }
        for phrase in analysis::changed(&analyst, head.whole) {
            self.faint(&phrase, text);
        }
    }
}

fn source_words(source: &crate::model::Source) -> String {
    let parts = [
        source.title.clone(),
        source.publisher.clone(),
        source.year.map(|year| year.to_string()),
        source.url.clone(),
        source.basis.as_ref().map(|basis| format!("basis: {basis}")),
        source.note.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("source {}\n  {}", source.name, parts.join("\n  "))
}

/// The thing of a name, or the leg that is called by its ends.
fn head_named<'m>(model: &'m Model, name: &str) -> Option<(&'static str, &'m Head)> {
    let named = model.names.get(name).and_then(|thing| analysis::head_of(model, *thing));
    let scenario =
        || model.scenarios.iter().find(|s| s.head.name == name).map(|s| ("scenario", &s.head));
    let leg = || {
        let same = |a: &str| a.split_whitespace().collect::<String>();
        let wanted = same(name.strip_prefix("leg ").unwrap_or(name));
        let is = |head: &&Head| same(&head.name).starts_with(&wanted);
        let found = model.legs.iter().map(|leg| &leg.head).find(is);
        found.filter(|_| wanted.contains("->")).map(|head| ("leg", head))
    };
    named.or_else(scenario).or_else(leg)
}

/// All names, sorted.
pub(super) fn names(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = model.names.keys().map(|name| name.to_string()).collect();
    names.sort_unstable();
    names
}

/// The kinds with what there is of each.
pub(super) fn kinds(model: &Model) -> Vec<(&'static str, Vec<Row>)> {
    fn rows<'h>(heads: impl Iterator<Item = &'h Head>) -> Vec<Row> {
        heads.map(|head| (head.name.clone(), head.title.clone())).collect()
    }
    let scenarios = model.scenarios.iter().map(|s| &s.head);
    vec![
        ("nodes", rows(model.nodes.iter().map(|n| &n.head))),
        ("legs", rows(model.legs.iter().map(|l| &l.head))),
        ("modes", rows(model.modes.iter().map(|m| &m.head))),
        ("commodities", rows(model.commodities.iter().map(|c| &c.head))),
        ("blocs", rows(model.blocs.iter().map(|b| &b.head))),
        ("pools", rows(model.pools.iter().map(|p| &p.head))),
        ("corridors", rows(model.corridors.iter().map(|c| &c.head))),
        ("demands", rows(model.demands.iter().map(|d| &d.head))),
        ("changes", rows(model.changes.iter().map(|c| &c.head))),
        ("scenarios", rows(scenarios.filter(|head| head.name != "baseline"))),
        ("constants", rows(model.constants.iter().map(|c| &c.head))),
        ("sources", model.sources.iter().map(|s| (s.name.clone(), s.title.clone())).collect()),
    ]
}

fn one_of(kind: &str) -> &str {
    match kind {
        "commodities" => "commodity",
        _ => kind.strip_suffix('s').unwrap_or(kind),
    }
}
