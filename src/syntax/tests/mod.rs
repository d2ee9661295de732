//! Tests of the syntax.

mod codes;
mod dump;
mod fast;
mod files;
mod forms;
mod random;
mod support;
