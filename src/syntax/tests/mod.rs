//! Tests of the syntax.

mod support;
mod codes;
mod files;
