//! `:help`: what a newcomer needs, on a page each.

use crate::diagnostic::did_you_mean;
use crate::report::{Style, Styled, wrap_plain};
use crate::syntax::keywords::{METRICS, REPORTS};

use super::Reply;
use super::command::COMMANDS;

/// Topics: name, one line, the page.
pub(super) const TOPICS: &[(&str, &str, &str)] = &[
    ("start", "from nothing to an answer", "\
Type these lines one after the other:

  mode rail { speed: 40 km/h }
  node A { country: KZ }
  node B { country: AZ }
  leg A -> B { mode: rail, distance: 800 km, cost: 300 USD/TEU }
  time(A -> B) as hours
  routes from A to B
  set speed of mode rail to 60 km/h
  undo

Every figure has its unit. A leg without a time takes distance / speed. Press Tab for what may follow: after `node X { ` the properties, after `speed: 40 ` the units. `:save FILE` keeps what you typed, `:load FILE` begins with a file."),
    ("declare", "nodes, legs and the rest", "\
A declaration is a keyword, a name and properties in braces:

  node Aktau { kind: port, country: KZ, dwell: 1..2..6 days }
  leg Aktau <-> Alat { mode: ferry, distance: 470 km, cost: 450 USD/TEU }
  commodity containers { unit: TEU }
  demand trade: 20 kTEU/year of containers from Aktau to Alat

What is declared again takes the place of what had its name (a leg without a name: of the one with its ends and mode). An input with a mistake changes nothing. An input goes on over several lines until it is whole; an empty line ends it."),
    ("ask", "reports and expressions", "\
Reports, with or without the word `report`:

  routes from Aktau to Alat by cost top 3
  flow
  compare baseline, today

Expressions over metrics, with the unit wanted:

  time(Aktau -> Alat) as hours
  delivered(trade) / 25 kTEU/year

`expect time(Aktau -> Alat) < 3 days` says whether it holds."),
    ("try", "effects on the current scenario", "\
An effect by itself is tried at once:

  close node Aktau
  set cost of legs by ferry to 600 USD/TEU
  reduce capacity of legs by rail by 20%

The answer says what it changed: of demands and corridors, and of what you asked last. `undo` takes it back. `scenario today` selects what the following questions mean, `scenario baseline` goes back to the network as declared."),
    ("units", "how figures are written", "\
  12 days, 3_150 km, 450 USD/TEU, 0.02 USD/(t*km), 60 kTEU/year, 35 km/h
  2..6 days          uniform
  2..3..6 days       least, most likely, most
  5..10 days at 90%  lognormal

Prefixes k, M, G; `thousand`, `million`, `billion`; `as` converts: `3 days as hours`."),
    ("keys", "at the prompt", "\
Tab completes, the arrows go through what was typed before (in earlier sessions too), Ctrl-R searches it. Ctrl-C breaks off an analysis or an input, Ctrl-D ends."),
    ("reports", "all kinds of report", ""),
    ("metrics", "all metrics", ""),
];

/// A page, or the list.
pub(super) fn topic(name: &str, width: usize) -> Reply {
    let mut text = Styled::new();
    let name = name.trim_start_matches(':');
    if name.is_empty() {
        overview(&mut text);
        return Reply { text, ..Reply::default() };
    }
    if let Some((command, takes, what)) = COMMANDS.iter().find(|(command, ..)| *command == name) {
        text.push(Style::Name, format!(":{command} {takes}").trim_end());
        text.push(Style::Plain, format!("  {what}\n"));
        return Reply { text, ..Reply::default() };
    }
    let Some((topic, title, page)) = TOPICS.iter().find(|(topic, ..)| *topic == name) else {
        let known = TOPICS.iter().map(|(topic, ..)| *topic);
        let near = did_you_mean(name, known.chain(COMMANDS.iter().map(|(name, ..)| *name)));
        let help = near.unwrap_or_else(|| "`:help` lists the topics".to_owned());
        return Reply::fail(format!("there is no help on `{name}`; {help}"));
    };
    text.push(Style::Title, format!("{topic}: {title}\n\n"));
    let page = match *topic {
        "reports" => list("The word `report` may be left out. There are: ", REPORTS),
        "metrics" => list("Metrics are written like `time(A -> B)`. There are: ", METRICS),
        _ => (*page).to_owned(),
    };
    for line in page.lines() {
        if line.is_empty() || line.starts_with("  ") {
            text.push(Style::Name, format!("{line}\n"));
            continue;
        }
        for line in wrap_plain(&line.into(), width) {
            text.push(Style::Plain, format!("{line}\n"));
        }
    }
    Reply { text, ..Reply::default() }
}

fn list(before: &str, words: &[&str]) -> String {
    format!("{before}{}.", words.join(", "))
}

fn overview(text: &mut Styled) {
    text.push(Style::Plain, "Type declarations, questions, or effects to be tried. Topics:\n\n");
    for (topic, title, _) in TOPICS {
        text.push(Style::Name, format!("  :help {topic:<8}"));
        text.push(Style::Plain, format!("  {title}\n"));
    }
    text.push(Style::Plain, "\nCommands:\n\n");
    for (name, takes, what) in COMMANDS {
        let call = format!(":{name} {takes}");
        text.push(Style::Name, format!("  {:<22}", call.trim_end()));
        text.push(Style::Plain, format!("  {what}\n"));
    }
}
