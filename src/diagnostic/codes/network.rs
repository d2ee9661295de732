//! Chapter 04: the network.

super::codes! {}
