//! A revised primal simplex for the master programs of column generation:
//! minimise cost · x over columns that each belong to one group, where every
//! group's columns sum to its volume and rows bound sums over columns from
//! above.
//!
//! The equations of the groups are kept implicitly (generalised upper bounding,
//! Dantzig and Van Slyke 1967): each group has a *key* column in the basis. Rows
//! whose slack is basic need no place in the working basis either, so its size
//! is the number of rows that bind, however many rows there are.

mod basis;
mod direction;
mod inverse;
mod master;
mod optimise;
mod repair;
mod shift;
#[cfg(test)]
mod tests;

pub use master::Master;
pub use optimise::Halt;
