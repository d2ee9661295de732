//! The checked model: names resolved, dimensions checked, defaults derived,
//! and for every figure where it comes from.

mod change;
pub mod check;
mod convert;
mod drawn;
mod entity;
mod figure;
mod geo;
mod ids;
#[allow(clippy::module_inception)]
mod model;
mod question;
mod select;
mod slot;
mod way;
mod whatif;

pub use change::*;
pub use convert::*;
pub use entity::*;
pub use figure::*;
pub use geo::*;
pub use ids::*;
pub use model::*;
pub use question::*;
pub use select::*;
pub use slot::*;
pub use whatif::*;
