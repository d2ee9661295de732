//! What a route depends on: vectors and single dependences (Hirschman 1964 for
//! the index made of them).

use crate::country::Country;
use crate::model::{BlocId, CorridorId, Model, WordId};
use crate::network::Route;
use crate::scenario::members;
use crate::syntax::ast::Grouping;

use super::analyst::State;
use super::uses::transit;

/// The distinct set of things that a route uses, as numbers of its kind in
/// order. Of corridors and tags it is the first listed alone, so that each unit
/// counts once.
pub fn vector(state: &State<'_>, route: &Route, by: Grouping) -> Vec<u32> {
    let mut list = match by {
        Grouping::Mode => {
            let modes = route.legs.iter().filter_map(|way| state.model.leg_of(*way).mode);
            modes.map(|mode| mode.0).collect()
        }
        Grouping::Corridor | Grouping::Tag => {
            let mut all = dependences(state, route, by);
            all.truncate(1);
            all
        }
        _ => dependences(state, route, by),
    };
    list.sort_unstable();
    list.dedup();
    list
}

/// Everything of a kind that a route depends on: countries and blocs by
/// transit, nodes as inner ones, modes (with what they extend), corridors and
/// tags by any use.
pub fn dependences(state: &State<'_>, route: &Route, by: Grouping) -> Vec<u32> {
    let model = &*state.model;
    let mut list: Vec<u32> = match by {
        Grouping::Country => {
            transit(state, route).into_iter().map(|country| country.index() as u32).collect()
        }
        Grouping::FirstCountry => {
            first_foreign(model, route).map(|country| country.index() as u32).into_iter().collect()
        }
        Grouping::Bloc => {
            let countries = transit(state, route);
            let day = state.network.now.at.day();
            let uses = |bloc: &BlocId| {
                let members = members(model, *bloc, day);
                countries.iter().any(|country| members.contains(country))
            };
            (0..model.blocs.len() as u32).map(BlocId).filter(uses).map(|bloc| bloc.0).collect()
        }
        Grouping::Mode => {
            let modes = route.legs.iter().filter_map(|way| model.leg_of(*way).mode);
            modes.flat_map(|mode| model.mode_line(mode)).map(|mode| mode.0).collect()
        }
        Grouping::Node => {
            let inner = route.nodes.get(1..route.nodes.len() - 1).unwrap_or_default();
            inner.iter().map(|node| node.0).collect()
        }
        Grouping::Corridor => {
            let uses = |corridor: &CorridorId| {
                let ways = model.corridor_ways(*corridor);
                route.legs.iter().any(|way| ways.binary_search(way).is_ok())
            };
            let all = (0..model.corridors.len() as u32).map(CorridorId).filter(uses);
            all.map(|corridor| corridor.0).collect()
        }
        Grouping::Tag => {
            let tagged = |tag: &WordId| {
                let of_leg = |leg: &crate::model::Leg| {
                    leg.more.as_deref().is_some_and(|more| more.tags.contains(tag))
                };
                route.legs.iter().any(|way| of_leg(model.leg_of(*way)))
                    || route.nodes.iter().any(|n| model.nodes[n.index()].tags.contains(tag))
            };
            let all = (0..model.words.len() as u32).map(WordId).filter(tagged);
            all.map(|tag| tag.0).collect()
        }
    };
    list.sort_unstable();
    list.dedup();
    list
}

/// The first country that a route enters other than the one where it begins;
/// the country where it ends counts too.
fn first_foreign(model: &Model, route: &Route) -> Option<Country> {
    let home = route.nodes.first().and_then(|node| model.nodes[node.index()].country);
    route.countries.iter().copied().find(|country| Some(*country) != home)
}

/// The name of a thing of a kind: codes of countries, names of the file else.
pub fn name_of(model: &Model, by: Grouping, number: u32) -> String {
    text_of(model, by, number, false)
}

/// The same for people.
pub fn label_of(model: &Model, by: Grouping, number: u32) -> String {
    text_of(model, by, number, true)
}

fn text_of(model: &Model, by: Grouping, number: u32, titles: bool) -> String {
    let at = number as usize;
    let head = match by {
        Grouping::Country | Grouping::FirstCountry => {
            let country = Country::all().find(|country| country.index() == at);
            let text = |c: Country| if titles { c.name() } else { c.code() };
            return country.map_or_else(String::new, |country| text(country).to_owned());
        }
        Grouping::Tag => return model.words[at].to_string(),
        Grouping::Bloc => &model.blocs[at].head,
        Grouping::Mode => &model.modes[at].head,
        Grouping::Node => &model.nodes[at].head,
        Grouping::Corridor => &model.corridors[at].head,
    };
    if titles { head.label().to_owned() } else { head.name.clone() }
}

/// What the empty vector is called: nothing foreign on the way, or none of those
/// listed.
pub fn empty_name(by: Grouping) -> &'static str {
    match by {
        Grouping::Corridor | Grouping::Tag => "other",
        _ => "direct",
    }
}
