//! Chapter 07: files and data.

super::codes! {}
