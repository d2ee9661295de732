//! Scripts from the networks that `gen.py` of the peers makes.
//!
//! `plain` takes them as they are. `modes` adds to the same legs three modes
//! with transfers between them, dwell and throughput at every node, borders
//! with delay and fee between the countries, and two pools. The peers' side
//! (`benches/peers/network.py`) adds the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use corridor::country::Country;

/// Which of the two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    Plain,
    Modes,
}

/// A row `N`: country and what passes there.
pub struct Place {
    country: String,
    throughput: u32,
    pub dwell: u32,
}

/// A row `L`.
struct Leg {
    ends: (usize, usize),
    mode: String,
    /// Kilometres, minutes, USD a TEU, TEU a week.
    figures: [String; 4],
}

/// A network as read, and the demands in it.
pub struct Rows {
    pub places: Vec<Place>,
    legs: Vec<Leg>,
    demands: Vec<[String; 4]>,
}

/// Minutes and USD a TEU of a change of mode.
const TRANSFERS: [(&str, &str, u32, u32); 3] =
    [("rail", "road", 360, 30), ("rail", "sea", 1440, 60), ("road", "sea", 720, 45)];

pub fn read(path: &str) -> Rows {
    let text = std::fs::read_to_string(path).expect("the network can be read");
    let mut rows = Rows { places: Vec::new(), legs: Vec::new(), demands: Vec::new() };
    for line in text.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        let whole = |index: usize| f[index].parse::<u32>().expect("a whole number");
        let own = |range: std::ops::Range<usize>| range.map(|index| f[index].to_owned());
        match f[0] {
            "N" => rows.places.push(Place {
                country: f[4].to_owned(),
                throughput: whole(5),
                dwell: whole(6),
            }),
            "L" => rows.legs.push(Leg {
                ends: (whole(2) as usize, whole(3) as usize),
                mode: f[4].to_owned(),
                figures: own(5..9).collect::<Vec<_>>().try_into().expect("four figures"),
            }),
            _ => rows.demands.push(own(2..6).collect::<Vec<_>>().try_into().expect("four figures")),
        }
    }
    rows
}

/// The mode of a leg in the second set.
fn mode(leg: &Leg) -> &'static str {
    match leg.mode.as_str() {
        "sea" => "sea",
        "rail" | "pipeline" => "rail",
        _ => "road",
    }
}

/// Minutes and USD a TEU from one made-up country into another.
fn border(from: usize, to: usize) -> (usize, usize) {
    let (a, b) = (from.min(to), from.max(to));
    (60 * (1 + (3 * a + 5 * b) % 12), 10 + (7 * a + 3 * b) % 40)
}

impl Rows {
    /// The declarations of the network, without demands.
    pub fn declarations(&self, set: Set) -> String {
        let mut text = String::from(
            "model \"A made-up network\" { currency: USD }\n\
             commodity boxes { unit: TEU, mass: 14 t/TEU }\n",
        );
        match set {
            Set::Plain => self.plain(&mut text),
            Set::Modes => self.modes(&mut text),
        }
        text
    }

    fn plain(&self, text: &mut String) {
        for (index, place) in self.places.iter().enumerate() {
            let _ = writeln!(text, "node n{index} {{ dwell: {} min }}", place.dwell);
        }
        for (index, leg) in self.legs.iter().enumerate() {
            self.leg(text, index, leg, "");
        }
    }

    fn modes(&self, text: &mut String) {
        text.push_str("mode rail {}\nmode road {}\nmode sea {}\n");
        for (a, b, minutes, usd) in TRANSFERS {
            let _ = writeln!(
                text,
                "transfer {a} <-> {b} {{ time: {minutes} min, cost: {usd} USD/TEU }}"
            );
        }
        let mut names: Vec<&str> = self.places.iter().map(|p| p.country.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let number = |place: usize| {
            let name = self.places[place].country.as_str();
            names.binary_search(&name).expect("a country of the list")
        };
        let codes: Vec<Country> = Country::all().collect();
        for (index, place) in self.places.iter().enumerate() {
            let _ = writeln!(
                text,
                "node n{index} {{ country: {}, dwell: {} min, throughput: {} TEU/week }}",
                codes[number(index)].code(),
                place.dwell,
                place.throughput
            );
        }
        let mut pairs = BTreeSet::new();
        for (index, leg) in self.legs.iter().enumerate() {
            let tag = if index % 5 == 0 { ", tags: [fifth]" } else { "" };
            self.leg(text, index, leg, &format!(", mode: {}{tag}", mode(leg)));
            let (a, b) = (number(leg.ends.0), number(leg.ends.1));
            if a != b {
                pairs.insert((a.min(b), a.max(b)));
            }
        }
        for (a, b) in pairs {
            let (minutes, usd) = border(a, b);
            let _ = writeln!(
                text,
                "border {} <-> {} {{ delay: {minutes} min, fee: {usd} USD/TEU }}",
                codes[a].code(),
                codes[b].code()
            );
        }
        let _ = writeln!(
            text,
            "pool ships {{ legs: [legs by sea], capacity: {} TEU/week }}\n\
             pool fifths {{ legs: [tagged fifth], capacity: {} TEU/week }}",
            20 * self.places.len(),
            10 * self.places.len()
        );
    }

    fn leg(&self, text: &mut String, index: usize, leg: &Leg, more: &str) {
        let [km, minutes, usd, capacity] = &leg.figures;
        let (a, b) = leg.ends;
        let _ = writeln!(
            text,
            "leg l{index}: n{a} <-> n{b} {{ distance: {km} km, time: {minutes} min, \
             cost: {usd} USD/TEU, capacity: {capacity} TEU/week{more} }}"
        );
    }

    /// The demands of the network.
    pub fn demands(&self) -> String {
        let mut text = String::new();
        for (index, [from, to, volume, penalty]) in self.demands.iter().enumerate() {
            let _ = writeln!(
                text,
                "demand d{index}: {volume} TEU/week of boxes from n{from} to n{to} \
                 {{ penalty: {penalty} USD/TEU }}"
            );
        }
        text
    }
}
