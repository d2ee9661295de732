//! What a place says about itself: name, title, comment, figures, who changes
//! them. In Markdown, which is what editors show.

use crate::country::Country;
use crate::model::{Citation, CitesId, Head, Model, Source, Thing};
use crate::quantity::parse_compound;
use crate::scenario;
use crate::source::FileId;
use crate::syntax::ast::ChangeWord;

use super::figures::{Fact, Touch, facts, touched};
use super::{Found, Role, View, signature};

impl View {
    /// What an editor shows over a place; none where there is nothing to say.
    pub fn hover(&self, file: FileId, at: u32) -> Option<(Found, String)> {
        let found = self.token_at(file, at)?;
        let text = found.token.text(self.text(file));
        let words = match found.token.role {
            Role::Definition(_) | Role::Name => self.about_name(found),
            Role::Unit => self.about_unit(found),
            Role::Source => self.about_name(found),
            Role::Country => Country::lookup(text)
                .map(|country| format!("**country** `{text}`: {}", country.name())),
            Role::Function => signature::of(text).map(|known| known.markdown()),
            Role::Property => self.about_property(found),
            Role::Keyword => self.about_declaration(found),
            _ => None,
        };
        Some((found, words?))
    }

    fn about_name(&self, found: Found) -> Option<String> {
        let name = found.token.text(self.text(found.span.file));
        let model = self.model()?;
        match model.names.get(name) {
            Some(Thing::Source(id)) => Some(about_source(model.sources.get(id.index())?)),
            Some(thing) => Some(self.about_head(word(model, *thing), head(model, *thing)?)),
            None => {
                let definition = self.definition(found)?;
                Some(format!("**{}** `{name}`", definition.kind))
            }
        }
    }

    fn about_unit(&self, found: Found) -> Option<String> {
        let text = found.token.text(self.text(found.span.file));
        let units = &self.model()?.units;
        let unit = parse_compound(text, units).ok()?;
        let dimension = units.words(unit.dimension);
        let canonical = units.default_unit(unit.dimension);
        Some(format!(
            "**unit** `{text}`: {dimension}; one is {}",
            canonical.show(unit.to_canonical(1.0))
        ))
    }

    /// The declaration that a place belongs to, where it has figures of its own.
    fn head_at(&self, found: Found) -> Option<(&'static str, &Head)> {
        let model = self.model()?;
        let inside = |head: &Head| {
            head.whole.file == found.span.file
                && head.whole.start <= found.span.start
                && found.span.end <= head.whole.end
        };
        heads(model).find(|(_, head)| inside(head))
    }

    fn about_property(&self, found: Found) -> Option<String> {
        let key = found.token.text(self.text(found.span.file));
        let (kind, head) = self.head_at(found)?;
        let model = self.model()?;
        let facts = facts(model, head);
        let mut lines: Vec<String> = facts
            .iter()
            .filter(|fact| fact.property == key)
            .map(|fact| self.line(model, fact))
            .collect();
        let mut changes = self.touched(head);
        changes.retain(|change| change.property == key);
        lines.extend(changes.iter().map(|change| change.line()));
        (!lines.is_empty())
            .then(|| format!("**{key}** of {kind} `{}`\n\n{}", head.name, lines.join("\n")))
    }

    /// What the scenarios change about a declaration; nothing where the model has
    /// errors, for then none of them can be played.
    fn touched(&self, head: &Head) -> Vec<Touch> {
        let model = self.checked.model.as_ref();
        model.map_or_else(Vec::new, |model| touched(model, &self.checked.sources, head))
    }

    fn about_declaration(&self, found: Found) -> Option<String> {
        let (kind, head) = self.head_at(found)?;
        let word = found.token.text(self.text(found.span.file));
        let begins = head.whole.start == found.span.start && word == kind;
        begins.then(|| self.about_head(kind, head))
    }

    fn about_head(&self, kind: &str, head: &Head) -> String {
        let mut text = format!("**{kind}** `{}`", head.name);
        if let Some(title) = &head.title {
            text.push_str(&format!(": {}", plain(title)));
        }
        if let Some(doc) = &head.doc {
            text.push_str(&format!("\n\n{}", doc.trim()));
        }
        let Some(model) = self.model() else { return text };
        if let Some(about) =
            model.names.get(head.name.as_str()).and_then(|thing| about(model, *thing))
        {
            text.push_str(&format!("\n\n{}", plain(&about)));
        }
        let facts = facts(model, head);
        if !facts.is_empty() {
            let lines: Vec<String> = facts.iter().map(|fact| self.line(model, fact)).collect();
            text.push_str(&format!("\n\n{}", lines.join("\n")));
        }
        let cited = cited(model, head.cites);
        if !cited.is_empty() {
            text.push_str(&format!("\n\nSource of all without one: {}", cited.join("; ")));
        }
        let changes = self.touched(head);
        if !changes.is_empty() {
            let lines: Vec<String> = changes.iter().map(|change| change.line()).collect();
            text.push_str(&format!("\n\nChanged in scenarios:\n{}", lines.join("\n")));
        }
        text
    }

    /// `- time: 5 days (120 hours); derived: distance / speed of rail`.
    fn line(&self, model: &Model, fact: &Fact) -> String {
        let mut text = format!("- {}: {}", fact.property, fact.value);
        if let Some(canonical) = &fact.canonical {
            text.push_str(&format!(" (= {canonical})"));
        }
        if let Some(how) = &fact.how {
            text.push_str(&format!("; {how}"));
        }
        for source in cited(model, fact.cites) {
            text.push_str(&format!("; {source}"));
        }
        text
    }
}

/// What a set of citations names, for people.
pub fn cited(model: &Model, cites: CitesId) -> Vec<String> {
    let list = model.cites.get(cites.index()).map_or(&[][..], Vec::as_slice);
    let text = |citation: &Citation| match citation {
        Citation::Assumed(None) => "assumed".to_owned(),
        Citation::Assumed(Some(why)) => format!("assumed: {}", plain(why)),
        Citation::Source(id, note) => {
            let source = model.sources.get(id.index());
            let mut text = source.map_or_else(String::new, cite);
            if let Some(note) = note {
                text.push_str(&format!(" ({})", plain(note)));
            }
            text
        }
    };
    list.iter().map(text).collect()
}

/// `Title, publisher, 2022`.
fn cite(source: &Source) -> String {
    let year = source.year.map(|year| year.to_string());
    let parts = [
        source.title.clone().or_else(|| Some(source.name.clone())),
        source.publisher.clone(),
        year,
    ];
    plain(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn about_source(source: &Source) -> String {
    let mut text = format!("**source** `{}`: {}", source.name, cite(source));
    if let Some(basis) = &source.basis {
        text.push_str(&format!("\n\nbasis: {basis}"));
    }
    if let Some(note) = &source.note {
        text.push_str(&format!("\n\n{}", plain(note)));
    }
    if let Some(url) = &source.url {
        text.push_str(&format!("\n\n<{url}>"));
    }
    text
}

/// A file's own words, so that no sign in them is taken for Markdown.
fn plain(text: &str) -> String {
    text.chars().fold(String::new(), |mut all, c| {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#') {
            all.push('\\');
        }
        all.push(c);
        all
    })
}

/// Everything declared that has a head, with its keyword.
pub fn heads(model: &Model) -> impl Iterator<Item = (&'static str, &Head)> {
    let of = |word| move |head| (word, head);
    let nodes = model.nodes.iter().map(|x| &x.head).map(of("node"));
    let legs = model.legs.iter().map(|x| &x.head).map(of("leg"));
    let commodities = model.commodities.iter().map(|x| &x.head).map(of("commodity"));
    let modes = model.modes.iter().map(|x| &x.head).map(of("mode"));
    let blocs = model.blocs.iter().map(|x| &x.head).map(of("bloc"));
    let borders = model.borders.iter().map(|x| &x.head).map(of("border"));
    let pools = model.pools.iter().map(|x| &x.head).map(of("pool"));
    let corridors = model.corridors.iter().map(|x| &x.head).map(of("corridor"));
    let demands = model.demands.iter().map(|x| &x.head).map(of("demand"));
    let changes = model.changes.iter().map(|x| (x.word.as_str(), &x.head));
    // The first scenario is declared by nobody.
    let scenarios = model.scenarios.iter().skip(1).map(|x| &x.head).map(of("scenario"));
    let constants =
        model.constants.iter().map(|x| (if x.is_param { "param" } else { "let" }, &x.head));
    nodes
        .chain(legs)
        .chain(commodities)
        .chain(modes)
        .chain(blocs)
        .chain(borders)
        .chain(pools)
        .chain(corridors)
        .chain(demands)
        .chain(changes)
        .chain(scenarios)
        .chain(constants)
}

/// The head of a thing; a source has none.
pub fn head(model: &Model, thing: Thing) -> Option<&Head> {
    match thing {
        Thing::Node(id) => model.nodes.get(id.index()).map(|x| &x.head),
        Thing::Leg(id) => model.legs.get(id.index()).map(|x| &x.head),
        Thing::Commodity(id) => model.commodities.get(id.index()).map(|x| &x.head),
        Thing::Mode(id) => model.modes.get(id.index()).map(|x| &x.head),
        Thing::Bloc(id) => model.blocs.get(id.index()).map(|x| &x.head),
        Thing::Pool(id) => model.pools.get(id.index()).map(|x| &x.head),
        Thing::Corridor(id) => model.corridors.get(id.index()).map(|x| &x.head),
        Thing::Demand(id) => model.demands.get(id.index()).map(|x| &x.head),
        Thing::Change(id) => model.changes.get(id.index()).map(|x| &x.head),
        Thing::Scenario(id) => model.scenarios.get(id.index()).map(|x| &x.head),
        Thing::Constant(id) => model.constants.get(id.index()).map(|x| &x.head),
        Thing::Source(_) | Thing::Contract(_) | Thing::Observed(_) => None,
    }
}

/// What a thing is made of, where that is no figure: `from A to B`, `extends
/// today, applies storm`.
fn about(model: &Model, thing: Thing) -> Option<String> {
    let node =
        |id: crate::model::NodeId| model.nodes.get(id.index()).map_or("", |x| x.head.label());
    match thing {
        Thing::Node(id) => {
            let country = model.nodes.get(id.index())?.country?;
            Some(country.name().to_owned())
        }
        Thing::Leg(id) => {
            let leg = model.legs.get(id.index())?;
            let arrow = if leg.both { "<->" } else { "->" };
            Some(format!("{} {arrow} {}", node(leg.from), node(leg.to)))
        }
        Thing::Corridor(id) => {
            let nodes = model.corridors.get(id.index())?.nodes.iter();
            Some(nodes.map(|id| node(*id)).collect::<Vec<_>>().join(" -> "))
        }
        Thing::Demand(id) => {
            let demand = model.demands.get(id.index())?;
            let goods = model.commodities.get(demand.commodity.index())?.head.label();
            Some(format!("{goods} from {} to {}", node(demand.from), node(demand.to)))
        }
        Thing::Scenario(id) => {
            let scenario = model.scenarios.get(id.index())?;
            let parent = scenario.extends.and_then(|parent| model.scenarios.get(parent.index()));
            let parent = parent.map(|parent| format!("extends {}", parent.head.name));
            let applied = scenario::changes(model, id).into_iter();
            let applied = applied.filter_map(|change| model.changes.get(change.index()));
            let applied: Vec<&str> = applied.map(|change| change.head.label()).collect();
            let applied =
                (!applied.is_empty()).then(|| format!("in force: {}", applied.join(", ")));
            let basis = scenario::basis(model, id).map(|basis| format!("on the basis {basis}"));
            let parts: Vec<String> = [parent, applied, basis].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        }
        _ => None,
    }
}

/// The keyword a thing is declared with.
pub fn word(model: &Model, thing: Thing) -> &'static str {
    match thing {
        Thing::Node(_) => "node",
        Thing::Leg(_) => "leg",
        Thing::Commodity(_) => "commodity",
        Thing::Mode(_) => "mode",
        Thing::Bloc(_) => "bloc",
        Thing::Pool(_) => "pool",
        Thing::Corridor(_) => "corridor",
        Thing::Demand(_) => "demand",
        Thing::Contract(_) => "contract",
        Thing::Observed(_) => "observed",
        Thing::Change(id) => {
            model.changes.get(id.index()).map_or(ChangeWord::Disruption, |x| x.word).as_str()
        }
        Thing::Scenario(_) => "scenario",
        Thing::Constant(id) => match model.constants.get(id.index()) {
            Some(constant) if constant.is_param => "param",
            _ => "let",
        },
        Thing::Source(_) => "source",
    }
}
