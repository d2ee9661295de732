//! Tests of the syntax.

mod codes;
mod files;
mod support;
