//! Chapter 06: reports and expectations.

super::codes! {}
