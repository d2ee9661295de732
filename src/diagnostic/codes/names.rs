//! Chapter 02: names.

super::codes! {}
