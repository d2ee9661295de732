//! Chapter 03: units and types.

super::codes! {}
