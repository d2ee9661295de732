//! Which column of a table holds what: by its heading, or by the import's map.

use smol_str::SmolStr;

use crate::diagnostic::codes::{files, names};
use crate::diagnostic::{Diagnostic, closest};
use crate::model::check::context::Checker;
use crate::model::check::{demands, legs, nodes};
use crate::source::{Span, Table};
use crate::syntax::ast::{ImportColumn, ImportTable, Name};

/// One property and the cells that it is read from.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The property, at its place in the heading or the map.
    pub key: Name,
    /// `capacity for crude`.
    pub for_: Option<Name>,
    /// What the cells hold.
    pub holds: Holds,
    /// The columns: one, two of `at`, or the two or three bounds of a range.
    pub cells: Vec<usize>,
    /// Whether they are bounds.
    pub range: bool,
    /// The unit of bare numbers.
    pub unit: Option<Name>,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The name of the thing.
    Name,
    /// Its title.
    Title,
    /// The first end.
    From,
    /// The second end.
    To,
    /// Whether a leg runs both ways.
    Both,
    /// Whether it is planned.
    Planned,
    /// The amount of a demand.
    Volume,
    /// What a demand is of.
    Commodity,
    /// Latitude and longitude.
    Place,
    /// One word.
    Word,
    /// Words, between `;`, `,` or blanks.
    Words,
    /// A date.
    Date,
    /// A plain number.
    Plain,
    /// A figure with a unit, or any other value.
    Figure,
}

/// A heading taken apart: `capacity for crude (kt/year)`.
struct Heading {
    key: Name,
    for_: Option<Name>,
    unit: Option<Name>,
}

fn holds(kind: ImportTable, key: &str) -> Option<Holds> {
    let own = match kind {
        ImportTable::Nodes => nodes::NODE,
        ImportTable::Legs => legs::LEG,
        ImportTable::Demands => demands::DEMAND,
    };
    let leg = kind == ImportTable::Legs;
    let demand = kind == ImportTable::Demands;
    Some(match key {
        "name" => Holds::Name,
        "title" => Holds::Title,
        "from" if leg || demand => Holds::From,
        "to" if leg || demand => Holds::To,
        "both" if leg => Holds::Both,
        "planned" if !demand => Holds::Planned,
        "volume" | "amount" if demand => Holds::Volume,
        "commodity" if demand => Holds::Commodity,
        "from_date" | "until" if demand => Holds::Date,
        "at" if kind == ImportTable::Nodes => Holds::Place,
        "transfers" => return None,
        _ if !own.contains(&key) => return None,
        "kind" | "country" | "mode" | "service" | "source" | "hold" | "shipper" => Holds::Word,
        "tags" | "carries" | "through" => Holds::Words,
        "priority" | "growth" => Holds::Plain,
        _ => Holds::Figure,
    })
}

fn all_keys(kind: ImportTable) -> Vec<&'static str> {
    let (first, own): (&[&str], &[&str]) = match kind {
        ImportTable::Nodes => (&["name", "title", "planned"], nodes::NODE),
        ImportTable::Legs => (&["name", "title", "from", "to", "both", "planned"], legs::LEG),
        ImportTable::Demands => {
            (&["name", "title", "from", "to", "volume", "commodity", "from_date"], demands::DEMAND)
        }
    };
    let mut all: Vec<&str> = first.iter().chain(own).copied().collect();
    all.retain(|key| holds(kind, key).is_some());
    all.sort_unstable();
    all.dedup();
    all
}

fn restatable(kind: ImportTable) -> &'static [&'static str] {
    match kind {
        ImportTable::Nodes => nodes::RESTATABLE,
        ImportTable::Legs => legs::RESTATABLE,
        ImportTable::Demands => &[],
    }
}

fn word(kind: ImportTable) -> &'static str {
    match kind {
        ImportTable::Nodes => "node",
        ImportTable::Legs => "leg",
        ImportTable::Demands => "demand",
    }
}

/// What people call columns, and the property that is meant.
fn usual(heading: &str) -> Option<&'static str> {
    Some(match heading {
        "id" | "code" | "node" | "port" | "station" | "place" | "city" => "name",
        "origin" | "start" | "source_node" | "o" | "a" | "from_node" => "from",
        "destination" | "dest" | "end" | "target" | "d" | "b" | "to_node" => "to",
        "iso" | "iso2" | "country_code" | "iso_a2" => "country",
        "length" | "km" => "distance",
        "duration" | "travel_time" | "transit_time" => "time",
        "price" | "tariff" | "rate" => "cost",
        "quantity" | "flow" | "demand" | "tonnes" | "teu" => "volume",
        "bidirectional" | "two_way" => "both",
        _ => return None,
    })
}

impl Checker<'_> {
    /// The columns of a table; none where its rows could not stand for
    /// anything.
    pub(super) fn columns(
        &mut self,
        kind: ImportTable,
        table: &Table,
        map: &[ImportColumn],
        import: Span,
    ) -> Option<Vec<Column>> {
        if table.header().is_empty() {
            return None;
        }
        let headings: Vec<Heading> =
            table.header().iter().map(|cell| heading(table, *cell)).collect();
        let mut columns: Vec<Column> = Vec::new();
        if map.is_empty() {
            for (index, heading) in headings.iter().enumerate() {
                let made = self.by_heading(kind, heading, index, &headings);
                self.add_column(&mut columns, made);
            }
        } else {
            for wanted in map {
                let made = self.by_map(kind, wanted, table, &headings);
                self.add_column(&mut columns, made);
            }
        }
        let has = |holds| columns.iter().any(|column| column.holds == holds);
        let needed: &[(Holds, &str)] = match kind {
            ImportTable::Nodes => &[(Holds::Name, "name")],
            ImportTable::Legs => &[(Holds::From, "from"), (Holds::To, "to")],
            ImportTable::Demands => {
                &[(Holds::From, "from"), (Holds::To, "to"), (Holds::Volume, "volume")]
            }
        };
        let lacks: Vec<&str> = needed.iter().filter(|(h, _)| !has(*h)).map(|(_, k)| *k).collect();
        if lacks.is_empty() {
            return Some(columns);
        }
        // A heading that could not be placed may be the one: told already.
        let asked = if map.is_empty() { headings.len() } else { map.len() };
        let unplaced = columns.len() < asked;
        if !unplaced {
            self.tell_lacks(kind, &lacks, table, map, import);
        }
        None
    }

    fn add_column(&mut self, columns: &mut Vec<Column>, made: Option<Column>) {
        let Some(made) = made else { return };
        let same = |other: &&Column| {
            other.key.text == made.key.text
                && other.for_.as_ref().map(|n| &n.text) == made.for_.as_ref().map(|n| &n.text)
        };
        if let Some(first) = columns.iter().find(same) {
            let first = first.key.span;
            if first != made.key.span {
                self.tell(
                    Diagnostic::new(
                        names::PROPERTY_TWICE,
                        format!("`{}` is given twice", made.key.text),
                        made.key.span,
                        "given again here",
                    )
                    .with_label(first, "first given here")
                    .with_help("name the columns to take: `import … { name: id }`"),
                );
            }
            return;
        }
        columns.push(made);
    }

    fn by_heading(
        &mut self,
        kind: ImportTable,
        heading: &Heading,
        index: usize,
        all: &[Heading],
    ) -> Option<Column> {
        let key = heading.key.text.as_str();
        // Coordinates come as two columns as a rule.
        let place = |words: &[&str]| all.iter().position(|h| words.contains(&h.key.text.as_str()));
        let (lat, lon) = (&["lat", "latitude"][..], &["lon", "lng", "long", "longitude"][..]);
        if kind == ImportTable::Nodes
            && (lat.contains(&key) || lon.contains(&key))
            && let (Some(a), Some(b)) = (place(lat), place(lon))
        {
            // Made once, at the latitude.
            return Some(Column {
                key: Name { text: "at".into(), span: all[a].key.span },
                for_: None,
                holds: Holds::Place,
                cells: vec![a, b],
                range: false,
                unit: None,
            });
        }
        let Some(holds) = holds(kind, key) else {
            self.tell_heading(kind, heading);
            return None;
        };
        self.check_restated(kind, heading.for_.as_ref(), &heading.key)?;
        Some(Column {
            key: heading.key.clone(),
            for_: heading.for_.clone(),
            holds,
            cells: vec![index],
            range: false,
            unit: heading.unit.clone(),
        })
    }

    fn check_restated(&mut self, kind: ImportTable, for_: Option<&Name>, key: &Name) -> Option<()> {
        if for_.is_none() || restatable(kind).contains(&key.text.as_str()) {
            return Some(());
        }
        self.tell_at(
            names::NOT_RESTATABLE,
            format!("`{}` cannot be restated for one commodity", key.text),
            key.span,
            "only capacity, cost, fee, handling, time, throughput and emissions can",
        );
        None
    }

    fn by_map(
        &mut self,
        kind: ImportTable,
        wanted: &ImportColumn,
        table: &Table,
        headings: &[Heading],
    ) -> Option<Column> {
        let key = &wanted.property;
        let found = holds(kind, &key.text);
        if found.is_none() {
            let all = all_keys(kind);
            let mut told = Diagnostic::new(
                names::UNKNOWN_PROPERTY,
                format!("a {} has no property `{}`", word(kind), key.text),
                key.span,
                "not a property of it",
            );
            told = match closest(&key.text, all.iter().copied()) {
                Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{near}`"),
                    key.span,
                    near,
                ),
                None => told.with_help(format!("it has: {}", all.join(", "))),
            };
            self.tell(told);
        }
        let cells: Vec<Option<usize>> =
            wanted.columns.iter().map(|name| self.column_named(name, table, headings)).collect();
        let holds = found?;
        let cells = cells.into_iter().collect::<Option<Vec<_>>>()?;
        let most = match (holds, wanted.range) {
            (Holds::Place, false) => 2,
            (Holds::Figure | Holds::Volume, true) => 3,
            _ => 1,
        };
        if cells.len() > most || cells.is_empty() || (wanted.range && cells.len() < 2) {
            let help = match holds {
                Holds::Place => "`at` takes two columns: `at: lat lon`",
                Holds::Figure | Holds::Volume => {
                    "a figure takes one column, or the two or three bounds of a range: \
                     `dwell: low..typical..high days`"
                }
                _ => "one column holds it",
            };
            let title = format!("`{}` is not read from {} columns", key.text, cells.len());
            self.tell_at(files::CSV_HEADER, title, key.span, help);
            return None;
        }
        let unit = wanted.unit.clone().or_else(|| match cells.as_slice() {
            [only] => headings[*only].unit.clone(),
            _ => None,
        });
        Some(Column { key: key.clone(), for_: None, holds, cells, range: wanted.range, unit })
    }

    /// The column of a map's name: its heading, with or without its unit.
    fn column_named(&mut self, name: &Name, table: &Table, headings: &[Heading]) -> Option<usize> {
        let raw = |index: usize| table.text(table.header()[index]);
        let same = |index: &usize| raw(*index) == name.text.as_str();
        let alike = |index: &usize| {
            raw(*index).eq_ignore_ascii_case(&name.text)
                || headings[*index].key.text == spelled(&name.text)
        };
        let all = 0..headings.len();
        if let Some(found) = all.clone().find(same).or_else(|| all.clone().find(alike)) {
            return Some(found);
        }
        let known: Vec<String> = all.map(|index| raw(index).into_owned()).collect();
        let file = self.sources.file(table.file()).name().to_owned();
        let mut told = Diagnostic::new(
            files::CSV_HEADER,
            format!("`{file}` has no column `{}`", name.text),
            name.span,
            "no such heading",
        );
        if let Some(first) = table.header().first() {
            told = told.with_label(table.span(*first), "its headings");
        }
        told = match closest(&name.text, known.iter().map(String::as_str)) {
            Some(near) => {
                let plain = near.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                let text = if plain { near.to_owned() } else { format!("\"{near}\"") };
                told.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{text}`"),
                    name.span,
                    text,
                )
            }
            None => told.with_help(format!("it has: {}", known.join(", "))),
        };
        self.tell(told);
        None
    }

    fn tell_heading(&mut self, kind: ImportTable, heading: &Heading) {
        let key = &heading.key;
        let all = all_keys(kind);
        let what = word(kind);
        let near = usual(&key.text)
            .filter(|near| all.contains(near))
            .or_else(|| closest(&key.text, all.iter().copied()));
        let mut told = Diagnostic::new(
            files::CSV_HEADER,
            format!("a {what} has no property `{}`", self.text(key.span)),
            key.span,
            "this column cannot be placed",
        );
        told = match near {
            Some(near) => told.with_help(format!(
                "did you mean `{near}`? A map names the columns to take: `{{ {near}: {} }}`",
                self.text(key.span)
            )),
            None => told.with_help(format!(
                "without a map each heading names a property ({}); a map in braces after the \
                 file's name takes the columns that it names and leaves the others",
                all.join(", ")
            )),
        };
        self.tell(told);
    }

    fn tell_lacks(
        &mut self,
        kind: ImportTable,
        lacks: &[&str],
        table: &Table,
        map: &[ImportColumn],
        import: Span,
    ) {
        // The map lacks it where there is a map, the heading elsewhere.
        let at = match (map.is_empty(), table.header().first(), table.header().last()) {
            (true, Some(first), Some(last)) => table.span(*first).to(table.span(*last)),
            _ => import,
        };
        let words: Vec<String> = lacks.iter().map(|key| format!("`{key}`")).collect();
        let told = Diagnostic::new(
            files::CSV_HEADER,
            format!("no column gives the {} of a {}", words.join(" and the "), word(kind)),
            at,
            "none of these",
        );
        let help = "headings name properties; a map in braces says which column is which: \
                    `import legs from \"legs.csv\" { from: origin, to: destination }`";
        self.tell(told.with_help(help));
    }
}

/// As properties are spelled: small letters, `_` for blanks and dashes.
fn spelled(text: &str) -> SmolStr {
    let text = text.trim().to_lowercase();
    SmolStr::new(text.replace([' ', '-'], "_"))
}

/// Takes a heading apart; its parts keep their places.
fn heading(table: &Table, cell: crate::source::Cell) -> Heading {
    let span = table.span(cell);
    let raw = table.raw(cell);
    let part = |text: &str, start: usize| {
        let lead = text.len() - text.trim_start().len();
        let start = span.start + (start + lead) as u32;
        Span::new(span.file, start, start + text.trim().len() as u32)
    };
    let mut rest = raw;
    let mut unit = None;
    if raw.ends_with(')')
        && let Some(open) = raw.find('(')
    {
        let inner = &raw[open + 1..raw.len() - 1];
        let text: String = inner.chars().filter(|c| !c.is_whitespace()).collect();
        unit = Some(Name { text: text.into(), span: part(inner, open + 1) });
        rest = &raw[..open];
    }
    let mut for_ = None;
    if let Some(at) = rest.find(" for ") {
        let of = &rest[at + 5..];
        for_ = Some(Name { text: SmolStr::new(of.trim()), span: part(of, at + 5) });
        rest = &rest[..at];
    }
    Heading { key: Name { text: spelled(rest), span: part(rest, 0) }, for_, unit }
}
