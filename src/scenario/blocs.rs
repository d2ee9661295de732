//! Who belongs to a bloc on a day.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::model::{Area, BlocId, Member, MemberWho, Model, Shipper};

/// The countries of a bloc on a day (days since 1970-01-01), through the blocs
/// that are members of it too. Without a day a member counts unless it has an
/// `until`. Observers never count: they do only where they are named.
pub fn members(model: &Model, bloc: BlocId, day: Option<i32>) -> BTreeSet<Country> {
    let mut countries = BTreeSet::new();
    // A bloc that is its own member (checking refuses it) is entered once.
    let mut entered = BTreeSet::from([bloc]);
    let mut open = vec![bloc];
    while let Some(bloc) = open.pop() {
        for member in model.blocs[bloc.index()].members.iter().filter(|m| belongs(m, day)) {
            match member.who {
                MemberWho::Country(country) => {
                    countries.insert(country);
                }
                MemberWho::Bloc(inner) => {
                    if entered.insert(inner) {
                        open.push(inner);
                    }
                }
            }
        }
    }
    countries
}

fn belongs(member: &Member, day: Option<i32>) -> bool {
    match day {
        Some(day) => {
            member.from.is_none_or(|from| from <= day) && member.until.is_none_or(|end| day < end)
        }
        None => member.until.is_none(),
    }
}

/// The moments at which the membership of a bloc changes, in any order.
pub(super) fn membership_dates(model: &Model, bloc: BlocId) -> Vec<f64> {
    let (mut dates, mut entered, mut open) = (Vec::new(), BTreeSet::from([bloc]), vec![bloc]);
    while let Some(bloc) = open.pop() {
        for member in &model.blocs[bloc.index()].members {
            dates.extend(member.from.into_iter().chain(member.until).map(f64::from));
            if let MemberWho::Bloc(inner) = member.who
                && entered.insert(inner)
            {
                open.push(inner);
            }
        }
    }
    dates
}

/// The countries of a country or a bloc.
pub fn who_countries(model: &Model, who: MemberWho, day: Option<i32>) -> BTreeSet<Country> {
    match who {
        MemberWho::Country(country) => BTreeSet::from([country]),
        MemberWho::Bloc(bloc) => members(model, bloc, day),
    }
}

/// The countries of an area; none of a node, which is a place by itself.
pub fn area_countries(model: &Model, area: Area, day: Option<i32>) -> BTreeSet<Country> {
    match area {
        Area::Country(country) => BTreeSet::from([country]),
        Area::Bloc(bloc) => members(model, bloc, day),
        Area::Node(_) => BTreeSet::new(),
    }
}

/// Whether a rule made `by` a country or bloc binds a shipper on a day: the
/// shipper is that country or bloc, or all of it lies within.
pub fn is_bound(model: &Model, shipper: Shipper, by: Shipper, day: Option<i32>) -> bool {
    if shipper == by {
        return true;
    }
    let of = |who| match who {
        Shipper::Country(country) => BTreeSet::from([country]),
        Shipper::Bloc(bloc) => members(model, bloc, day),
    };
    let shippers = of(shipper);
    !shippers.is_empty() && shippers.is_subset(&of(by))
}
