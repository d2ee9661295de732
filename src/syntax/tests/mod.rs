//! Tests of the syntax.

mod again;
mod codes;
mod dump;
mod fast;
mod files;
mod forms;
mod layout;
mod mistakes;
mod random;
mod support;
mod words;
