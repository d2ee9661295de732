//! Chapter 05: changes and scenarios.

super::codes! {}
