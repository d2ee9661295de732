//! What a program reads: an ordered tree.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::{Difference, Figure, Place, Share};

/// A value of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A count.
    Integer(i64),
    /// A plain number (a weight, an index); one that is not finite is null.
    Number(f64),
    /// A word.
    Text(SmolStr),
    /// `{"value": 14.27, "unit": "day"}`.
    Figure(Figure),
    /// `0.28`.
    Share(Share),
    /// `{"value": -2.1, "unit": "day", "percent": -12.9}`.
    Difference(Difference),
    /// `{"file": …, "line": …, "column": …}`.
    Place(Place),
    /// In order.
    List(Vec<Node>),
    /// Fields in the order in which they were set.
    Map(Map),
}

/// Fields in the order in which they were set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    fields: Vec<(Cow<'static, str>, Node)>,
}

impl Map {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field; one of that name keeps its place and takes the new value.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Node>) {
        let (key, value) = (key.into(), value.into());
        match self.fields.iter_mut().find(|(name, _)| *name == key) {
            Some(field) => field.1 = value,
            None => self.fields.push((key, value)),
        }
    }

    /// Likewise, to be chained.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Node>) -> Self {
        self.set(key, value);
        self
    }

    /// The field of that name.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[(Cow<'static, str>, Node)] {
        &self.fields
    }

    /// Whether it has no field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl Node {
    /// A list of whatever can be a node.
    pub fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $node:expr;)*) => {
        $(impl From<$kind> for Node {
            fn from($value: $kind) -> Self {
                $node
            }
        })*
    };
}

from! {
    bool => |value| Node::Bool(value);
    i64 => |value| Node::Integer(value);
    i32 => |value| Node::Integer(value.into());
    u32 => |value| Node::Integer(value.into());
    usize => |value| Node::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    f64 => |value| Node::Number(value);
    &str => |value| Node::Text(value.into());
    String => |value| Node::Text(value.into());
    &String => |value| Node::Text(value.into());
    SmolStr => |value| Node::Text(value);
    &SmolStr => |value| Node::Text(value.clone());
    Figure => |value| Node::Figure(value);
    &Figure => |value| Node::Figure(value.clone());
    Share => |value| Node::Share(value);
    Difference => |value| Node::Difference(value);
    &Difference => |value| Node::Difference(value.clone());
    Place => |value| Node::Place(value);
    &Place => |value| Node::Place(value.clone());
    Map => |value| Node::Map(value);
    Vec<Node> => |value| Node::List(value);
    Vec<Map> => |value| Node::list(value);
    Vec<String> => |value| Node::list(value);
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
